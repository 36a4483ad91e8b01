import { expect, test } from 'vitest';
import { anyTouch, ring } from '../../../viz/layout/ring.js';

for (const count of [2, 3, 4, 6, 9, 12])
  test(`a ring of ${String(count)} units: no box touches another, and every box is inside`, () => {
    const layout = ring(
      Array.from({ length: count }, (_, i) => ({ width: 110 + ((i * 53) % 160), height: 40 })),
      Array.from({ length: count }, (_, i) => ({ width: 140 + ((i * 71) % 180), height: 38 })),
    );
    const boxes = [...layout.nodes, ...layout.labels];
    expect(anyTouch(boxes)).toBe(false);
    for (const box of boxes) {
      expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height / 2).toBeLessThanOrEqual(layout.height);
    }
    expect(layout.edges.every(({ length }) => length >= 4)).toBe(true);
  });
