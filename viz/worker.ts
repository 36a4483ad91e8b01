// The worker: the library runs here, so that the page never waits for it.
import { layered } from './layout/layered.js';
import type { Answers, Message, Request } from './protocol.js';
import { droppedData } from './session/dropped.js';
import { Session } from './session/session.js';

declare const self: DedicatedWorkerGlobalScope;

let session: Session | null = null;
const now = (): number => performance.now();
const send = (message: Message): void => {
  self.postMessage(message);
};

function answer(request: Request, progress: (done: number, text: string) => void): Answers[keyof Answers] {
  if (request.type === 'layout') return layered(request.input, progress);
  if (request.type === 'files') {
    const [only] = request.files;
    if (session && only && request.files.length === 1 && only[0].endsWith('.json') && 'bytes' in only[1]) {
      const next = session.withScenario(new TextDecoder().decode(only[1].bytes));
      if (!next) throw new Error(`${only[0]} is no scenario: it must be a JSON object with a target`);
      const model = next.open(null, [], progress);
      session = next;
      return model;
    }
    const opened = droppedData(request.files, request.title, __VERSION__);
    const next = new Session(opened.data, now, opened.fileSystem);
    const model = next.open(null, [], progress);
    session = next;
    return model;
  }
  if (request.type === 'open') {
    if (request.data) session = new Session(request.data, now);
    if (!session) throw new Error('no units yet');
    return session.open(request.root, request.whatIfs, progress);
  }
  if (!session) throw new Error('no units yet');
  if (request.type === 'run') return session.run();
  return request.type === 'detail' ? session.detail(request.unit) : session.breaks(request.unit);
}

self.onmessage = ({ data }: MessageEvent<Request & { id: number }>): void => {
  const { id } = data;
  try {
    send({ id, ok: true, value: answer(data, (progress, text) => { send({ id, progress, text }); }) }); // prettier-ignore
  } catch (error) {
    send({ id, ok: false, error: error instanceof Error ? error.message : String(error) });
  }
};
