import type { WhatIf } from './protocol.js';

/** A drop-in: its path below a unit directory, and its text. */
export interface DropIn {
  readonly path: string;
  readonly text: string;
}

/** The drop-in that a what-if asks for; null where it is none. */
export function dropInOf(whatIf: WhatIf, index: number): DropIn | null {
  const path = `${whatIf.unit}.d/50-what-if-${String(index + 1)}.conf`;
  if (whatIf.verb === 'edit') return { path, text: whatIf.text };
  if (whatIf.verb === 'order') return { path, text: `[Unit]\nAfter=${whatIf.after}\n` };
  return null;
}
