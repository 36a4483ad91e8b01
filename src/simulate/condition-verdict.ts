/**
 * What the test of a condition says, before it is turned around by `!`: an answer; an error by the words of its errno, which counts
 * as not met; or that nothing known answers it, with the name of the fact or thing that would.
 */
export type Verdict = { readonly value: boolean } | { readonly error: string } | { readonly unknown: string };

/** The parameter cannot be read. */
export const INVALID: Verdict = { error: 'Invalid argument' };

/** An answer. */
export function answer(value: boolean): Verdict {
  return { value };
}

/** No answer, for want of this. */
export function unknown(want: string): Verdict {
  return { unknown: want };
}

/** An answer from something that may not be known. */
export function answerFrom<Known>(known: Known | null | undefined, want: string, test: (known: Known) => boolean): Verdict {
  return known === null || known === undefined ? unknown(want) : answer(test(known));
}
