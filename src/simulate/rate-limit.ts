import type { Usec } from '../base/usec.js';

/** How often something may happen: at most `burst` times in a window that the first of them opens. */
export interface RateLimitSetting {
  readonly intervalUsec: Usec;
  readonly burst: number;
}

/**
 * Counts how often something happened in a fixed window.
 *
 * @systemd src/basic/ratelimit.c ratelimit_below
 */
export class RateLimit {
  readonly setting: RateLimitSetting;
  #begin: Usec | null = null;
  #count = 0;

  constructor(setting: RateLimitSetting) {
    this.setting = setting;
  }

  /** Counts one more; false when that is one too many. An interval or a burst of 0 means no limit. */
  below(now: Usec): boolean {
    const { intervalUsec, burst } = this.setting;
    if (intervalUsec <= 0 || burst <= 0) return true;
    if (this.#begin === null || now - this.#begin > intervalUsec) {
      this.#begin = now;
      this.#count = 1;
      return true;
    }
    this.#count++;
    return this.#count <= burst;
  }

  /** The first moment at which the window that is open is closed. */
  closedAt(): Usec {
    return this.#begin === null ? 0 : this.#begin + this.setting.intervalUsec + 1;
  }

  /** Forgets what was counted. */
  reset(): void {
    this.#begin = null;
    this.#count = 0;
  }
}
