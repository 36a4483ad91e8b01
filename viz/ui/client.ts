import type { Answers, Message, Request } from '../protocol.js';

/** A request of a type; one member of the union may stand for several. */
type Typed<T extends Request['type']> = Extract<Request, { type: T }> | (Request & { type: T });

/** The worker as a function that gives promises. */
export class Client {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void; progress?: Progress }>();
  #last = 0;

  /** @param url of the worker's program */
  constructor(url: string) {
    this.#worker = new Worker(url);
    this.#worker.onmessage = ({ data }: MessageEvent<Message>) => {
      const waiting = this.#waiting.get(data.id);
      if (!waiting) return;
      if ('progress' in data) {
        waiting.progress?.(data.progress, data.text);
        return;
      }
      this.#waiting.delete(data.id);
      if (data.ok) waiting.resolve(data.value as never);
      else waiting.reject(new Error(data.error));
    };
    this.#worker.onerror = (event) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message || 'the worker stopped'));
      this.#waiting.clear();
    };
  }

  ask<T extends Request['type']>(request: Typed<T>, progress?: Progress): Promise<Answers[T]> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(progress ? { progress } : {}) });
      this.#worker.postMessage({ ...request, id });
    });
  }
}

/** Told how far the work is, from 0 to 1. */
export type Progress = (done: number, text: string) => void;
