/** A rectangle by its sides. */
export interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The part of a line that is inside a rectangle: x, y, x, y; null where none is.
 *
 * @param period the part begins at a multiple of this from the start of the line, so that dashes stay where they are; it may begin outside by
 * less than this. 0: at the border
 */
export function clipLine(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  { left, top, right, bottom }: Sides,
  period = 0,
): readonly [number, number, number, number] | null {
  const [dx, dy] = [x2 - x1, y2 - y1];
  let [from, to] = [0, 1];
  // Each side allows the part of the line with step * t <= room.
  for (const [step, room] of [[-dx, x1 - left], [dx, right - x1], [-dy, y1 - top], [dy, bottom - y1]] as const) {
    if (step === 0) {
      if (room < 0) return null;
    } else if (step < 0) from = Math.max(from, room / step);
    else to = Math.min(to, room / step);
  } // prettier-ignore
  if (from > to) return null;
  const length = Math.hypot(dx, dy);
  if (period > 0 && length > 0) from = (Math.floor((from * length) / period) * period) / length;
  return [x1 + from * dx, y1 + from * dy, x1 + to * dx, y1 + to * dy];
}
