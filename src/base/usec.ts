/** A span or a point of virtual time, in microseconds. `USEC_INFINITY` means never. */
export type Usec = number;

/** The span that never ends. */
export const USEC_INFINITY: Usec = Number.POSITIVE_INFINITY;

/** Microseconds in a second. */
export const USEC_PER_SEC: Usec = 1_000_000;
