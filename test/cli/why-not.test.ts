import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.js';

const SAMPLE = ['--root', 'samples/web-application'];

describe('what is not started', () => {
  test('why: a mistyped name gets near ones, in the text and the document', async () => {
    const { status, out } = await cli(['why', 'ngin.service', ...SAMPLE]);
    expect(status).toBe(0);
    expect(out).toMatch(/^ngin\.service is not started by multi-user\.target\.$/m);
    expect(out).toMatch(/^Near: nginx\.service\.$/m);
    const document = JSON.parse((await cli(['why', 'ngin.service', '--json', ...SAMPLE])).out) as { near: readonly string[] };
    expect(document.near).toEqual(['nginx.service']);
  });

  test.each(['rescue.target', 'shop-upgrade.service', 'ngin.service', 'shop-worker@other.service'])(
    'why %s: no line is wider than the terminal',
    async (unit) => {
      const { out } = await cli(['why', unit, ...SAMPLE]);
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(out.length).toBeGreaterThan(40);
    },
  );

  test('why: --chains takes a number', async () => {
    const { status, err } = await cli(['why', 'nginx.service', '--chains', 'x', ...SAMPLE]);
    expect([status, err]).toEqual([2, 'wantedby: --chains: x is no whole number\n']);
  });

  test('late: a unit without a job is a document too, and says who knows more', async () => {
    const { status, out } = await cli(['late', 'rescue.target', '--json', ...SAMPLE]);
    expect(status).toBe(0);
    const { schema, unit, type, chain, answer } = JSON.parse(out) as Record<string, unknown>;
    expect({ schema, unit, type, chain }).toEqual({ schema: 'wantedby-late/1', unit: 'rescue.target', type: null, chain: [] });
    expect(answer).toContain('wantedby why rescue.target');
  });
});
