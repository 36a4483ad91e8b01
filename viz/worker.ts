// A worker: the library runs here, so that the page never waits for it. The page starts several of the same program, one for each kind of work.
import { layered } from './layout/layered.js';
import type { Answers, Message, Request } from './protocol.js';
import { orderOf } from './session/order.js';
import { Runner } from './session/runner.js';
import { Session } from './session/session.js';
import { take, type Source } from './session/source.js';

declare const self: DedicatedWorkerGlobalScope;

const now = (): number => performance.now();
const send = (message: Message): void => {
  self.postMessage(message);
};

/** Units, and what works on them in this worker. */
interface Work {
  readonly source: Source;
  readonly session: Session;
  readonly runner: Runner;
}
let work: Work | null = null;

function known(): Work {
  if (!work) throw new Error('no units yet');
  return work;
}

function answer(request: Request, progress: (done: number, text: string) => void): Answers[keyof Answers] {
  switch (request.type) {
    case 'take': {
      const source = take(request.given, work?.source ?? null, __VERSION__);
      work = { source, session: new Session(source, now), runner: new Runner(source, now) };
      return null;
    }
    case 'open':
      return known().session.open(request.root, request.whatIfs, progress);
    case 'run':
      return known().runner.run(request.root, request.whatIfs);
    case 'rehearse': {
      // A what-if that changes nothing goes the way of those that do; nothing of it is kept.
      const { source } = known();
      const whatIfs = [{ verb: 'mask', unit: 'rehearsal.service' }] as const;
      if (request.what === 'open') new Session(source, now).open(request.root, whatIfs);
      else new Runner(source, now).run(request.root, whatIfs);
      return null;
    }
    case 'cycles':
      return known().session.cycles();
    case 'file-states':
      return known().session.fileStates();
    case 'detail':
      return known().session.detail(request.unit);
    case 'breaks':
      return known().session.breaks(request.unit);
    case 'order':
      return orderOf(request.input, progress);
    case 'layout':
      return layered(request.input, progress);
  }
}

self.onmessage = ({ data }: MessageEvent<Request & { id: number }>): void => {
  const { id } = data;
  try {
    send({ id, ok: true, value: answer(data, (progress, text) => { send({ id, progress, text }); }) }); // prettier-ignore
  } catch (error) {
    send({ id, ok: false, error: error instanceof Error ? error.message : String(error) });
  }
};
