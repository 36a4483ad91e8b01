/** A number of 32 bits from two; spreads well enough to stand in for a keyed hash. */
export function mix(a: number, b: number): number {
  let h = (a ^ Math.imul(b ^ (b >>> 15), 0x85ebca6b)) | 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = Math.imul((h ^ (h >>> 16)) + 0x9e3779b9, 0x27d4eb2f);
  return (h ^ (h >>> 15)) >>> 0;
}

/** How many entries a table of the manager holds without storage of its own. */
const DIRECT_BUCKETS = 2;
/** Bytes of an entry with its distance byte, and of the smallest storage. */
const ENTRY_SIZE = 17;
const STORAGE_SIZE_MIN = 78;

/**
 * A hash table as the manager lays it out: open addressing, robin hood, backward shift. It is walked in bucket order, so deleting
 * an entry can move another one from the start of the walk to its end, and growing changes the whole order.
 *
 * @systemd src/basic/hashmap.c
 */
export class BucketTable<T> {
  readonly #hash: (element: T, generation: number) => number;
  #buckets: (T | undefined)[] = new Array<T | undefined>(DIRECT_BUCKETS).fill(undefined);
  #count = 0;
  #generation = 0;

  /** `hash`: a 32 bit number for an element under the key of a generation; each growth draws a new key. */
  constructor(hash: (element: T, generation: number) => number) {
    this.#hash = hash;
  }

  /** Adds an element that is not there yet. */
  add(element: T): void {
    this.#grow();
    this.#put(element);
    this.#count++;
  }

  /** Takes an element out; those behind it that are not at home move up by one. */
  delete(element: T): void {
    const length = this.#buckets.length;
    let at = this.#home(element);
    for (let i = 0; i < length && this.#buckets[at] !== element; i++) at = (at + 1) % length;
    if (this.#buckets[at] !== element) return;
    for (;;) {
      const next = (at + 1) % length;
      const follower = this.#buckets[next];
      if (follower === undefined || this.#home(follower) === next) break;
      this.#buckets[at] = follower;
      at = next;
    }
    this.#buckets[at] = undefined;
    this.#count--;
  }

  /** The elements in the order of a walk. */
  walk(): readonly T[] {
    return this.#buckets.filter((element): element is T => element !== undefined);
  }

  #home(element: T): number {
    return this.#hash(element, this.#generation) % this.#buckets.length;
  }

  #put(added: T): void {
    const length = this.#buckets.length;
    let element = added;
    let distance = 0;
    for (let at = this.#home(element); ; at = (at + 1) % length, distance++) {
      const there = this.#buckets[at];
      if (there === undefined) {
        this.#buckets[at] = element;
        return;
      }
      const theirs = (at - this.#home(there) + length) % length;
      if (theirs >= distance) continue;
      this.#buckets[at] = element;
      element = there;
      distance = theirs;
    }
  }

  #grow(): void {
    const count = this.#count + 1;
    if (this.#generation === 0 && count <= DIRECT_BUCKETS) return;
    const wanted = count + Math.floor(count / 3);
    if (wanted <= this.#buckets.length) return;
    const bytes = 2 ** Math.ceil(Math.log2(Math.max(wanted * ENTRY_SIZE, STORAGE_SIZE_MIN)));
    const old = this.walk();
    this.#generation++;
    this.#buckets = new Array<T | undefined>(Math.floor(bytes / ENTRY_SIZE)).fill(undefined);
    for (const element of old) this.#put(element);
  }
}
