import type { Answers, Layout, LayoutInput, Request, WhatIf } from '../protocol.js';
import { Client, type Progress } from './client.js';

/** So many drawings are kept: the one in sight is drawn again with each selection. */
const KEPT_COUNT = 4;

type Given = Extract<Request, { type: 'take' }>['given'];

/**
 * The workers of a page, one for each kind of work, so that none waits for another: the units and what is asked about them, runs of the
 * start, drawings. Each is started when it is first needed.
 */
export class Workers {
  readonly units: Client;
  readonly #url: string;
  #runs: Client | null = null;
  #drawings: Client | null = null;
  /** What the worker for runs has not been given yet. */
  readonly #given: Given[] = [];
  readonly #kept = new Map<string, Promise<Layout>>();

  /** @param source the text of the worker's program: a page from disk may start one from a blob only */
  constructor(source: string) {
    this.#url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    this.units = new Client(this.#url);
  }

  /** Gives units to those who work on them. Rejected where they are none: what was known stays. */
  async take(given: Given, progress?: Progress): Promise<void> {
    await this.units.ask<'take'>({ type: 'take', given }, progress);
    this.#given.push(given);
  }

  async run(root: string | null, whatIfs: readonly WhatIf[]): Promise<Answers['run']> {
    this.#runs ??= new Client(this.#url);
    const runs = this.#runs;
    const answers = this.#given.splice(0).map((given) => runs.ask<'take'>({ type: 'take', given }));
    const run = runs.ask<'run'>({ type: 'run', root, whatIfs });
    await Promise.all(answers);
    return run;
  }

  /** What a what-if takes, for nothing: an engine compiles what is done often. */
  async rehearse(root: string | null): Promise<void> {
    const runs = this.#runs?.ask<'rehearse'>({ type: 'rehearse', what: 'run', root });
    await Promise.all([this.units.ask<'rehearse'>({ type: 'rehearse', what: 'open', root }), runs]);
  }

  order(input: Extract<Request, { type: 'order' }>['input'], progress?: Progress): Promise<Answers['order']> {
    return this.#draw().ask<'order'>({ type: 'order', input }, progress);
  }

  layout(input: LayoutInput, progress?: Progress): Promise<Layout> {
    const key = JSON.stringify(input);
    const known = this.#kept.get(key);
    if (known) return known;
    const found = this.#draw().ask<'layout'>({ type: 'layout', input }, progress);
    this.#kept.set(key, found);
    for (const old of [...this.#kept.keys()].slice(0, -KEPT_COUNT)) this.#kept.delete(old);
    found.catch(() => this.#kept.delete(key));
    return found;
  }

  #draw(): Client {
    this.#drawings ??= new Client(this.#url);
    return this.#drawings;
  }
}
