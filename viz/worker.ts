// The worker: the library runs here, so that the page never waits for it.
import { layered } from './layout/layered.js';
import type { Answers, Message, Request } from './protocol.js';
import { droppedData } from './session/dropped.js';
import { droppedBoot } from './session/records.js';
import { Session } from './session/session.js';

declare const self: DedicatedWorkerGlobalScope;

let session: Session | null = null;
const now = (): number => performance.now();
const send = (message: Message): void => {
  self.postMessage(message);
};

type Files = Extract<Request, { type: 'files' }>['files'];

/** null where it is no scenario. */
function withScenario(known: Session, files: Files): Session | null {
  const [only] = files;
  if (!only || files.length !== 1 || !only[0].endsWith('.json') || !('bytes' in only[1])) return null;
  return known.withScenario(new TextDecoder().decode(only[1].bytes));
}

/** null where they are no records of a boot. */
function withBoot(known: Session, files: Files): Session | null {
  const boot = droppedBoot(files);
  if (boot) return known.withBoot(boot);
  const [only] = files;
  if (only && files.length === 1 && only[0].endsWith('.json'))
    throw new Error(`${only[0]} is no scenario (a JSON object with a target), and no record of a boot`);
  return null;
}

function answer(request: Request, progress: (done: number, text: string) => void): Answers[keyof Answers] {
  if (request.type === 'layout') return layered(request.input, progress);
  if (request.type === 'files') {
    const next = session && (withScenario(session, request.files) ?? withBoot(session, request.files));
    if (next) {
      const model = next.open(null, [], progress);
      session = next;
      return model;
    }
    const opened = droppedData(request.files, request.title, __VERSION__);
    const own = new Session(opened.data, now, opened.fileSystem);
    const model = own.open(null, [], progress);
    session = own;
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
