import { readFileSync } from 'node:fs';

/** The stub units that stand for the rest of the system, as the oracle has them: `basic.target`, `sysinit.target` and so on. */
export const STUBS = JSON.parse(readFileSync(new URL('../../oracle/random/stubs.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, string>
>;
