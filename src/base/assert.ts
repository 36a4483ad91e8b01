/** Throws when a claim of ours does not hold. For our own mistakes only, never for user input. */
export function assert(claim: unknown, what: string): asserts claim {
  if (!claim) throw new Error(`assertion failed: ${what}`);
}
