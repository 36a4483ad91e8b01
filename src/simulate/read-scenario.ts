import { USEC_PER_SEC, type Usec } from '../base/usec.js';
import type { FindingSink } from '../diagnostic/finding.js';
import { parseSignal } from '../parse/signal.js';
import { JOB_MODES } from '../transaction/job-table.js';
import { JsonReader } from './read-json.js';
import type { Scenario, ScenarioStep } from './scenario.js';
import { DEFAULT_WORLD, type ProgramExit, type ProgramRule, type TermBehaviour, type World, type WorldEvent } from './world.js';

const KEYS = ['target', 'mode', 'job_mode', 'steps', 'world', 'duration', 'description'];
const RECORDING_KEYS = [
  'options',
  'keep_base',
  'normalize',
  'loose',
  'order',
  'overlap',
  'expected',
  'expected_any',
  'step_output',
];
const EVENT_KINDS = ['connect', 'path', 'access', 'device', 'mount', 'exit', 'notify', 'bus'] as const;

/** What a scenario file says besides the scenario itself. */
export interface ScenarioFile {
  readonly scenario: Scenario;
  /** As `--facts`; undefined where there are none. */
  readonly facts: unknown;
  /** Was it recorded in a container where devices and automounts are supported? */
  readonly hasWritableSys: boolean;
  /** Has it the keys of a recording? */
  readonly isRecording: boolean;
}

/**
 * Reads a scenario file. A value of the wrong shape is a finding and is left out.
 *
 * @param path for the findings
 * @returns null when the text is no JSON object, or names no target
 */
export function readScenario(text: string, path: string, sink: FindingSink): ScenarioFile | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    sink.add({ code: 'scenario-not-json', at: { path, line: 1, column: 1 }, values: { error: (error as Error).message } });
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    sink.add({ code: 'scenario-not-json', at: { path, line: 1, column: 1 }, values: { error: 'not an object' } });
    return null;
  }
  const reader = new JsonReader(path, sink, value as Record<string, unknown>);
  reader.knows([...KEYS, ...RECORDING_KEYS]);
  const target = reader.text('target');
  if (target === null) {
    reader.wrong('target', 'the name of a unit');
    return null;
  }
  const worldReader = reader.object('world');
  const isRecording = RECORDING_KEYS.some((key) => Object.hasOwn(value, key));
  const scenario: Scenario = {
    target,
    mode: reader.word('mode', ['boot', 'start']) ?? 'boot',
    jobMode: reader.word('job_mode', JOB_MODES),
    steps: reader.objects('steps').flatMap((step) => readStep(step) ?? []),
    // In a scenario a device appears only by an event or the facts.
    world: { ...(worldReader === null ? DEFAULT_WORLD : readWorld(worldReader)), devicesAppear: false },
    durationUsec: reader.span('duration') ?? (isRecording ? 1.5 * USEC_PER_SEC : null),
  };
  const hasWritableSys = reader.object('options')?.flag('vfs_writable') ?? false;
  return { scenario, facts: worldReader?.value.facts, hasWritableSys, isRecording };
}

function readStep(reader: JsonReader): ScenarioStep | null {
  reader.knows(['at', 'run', 'event']);
  const atUsec = reader.span('at') ?? 0;
  const command = reader.text('run');
  if (command !== null) return { atUsec, command };
  const event = reader.object('event');
  if (event === null) {
    reader.wrong('', 'run or event');
    return null;
  }
  const read = readEvent(event);
  return read === null ? null : { atUsec, event: read };
}

/** Reads an event; reports and returns null for one that is none. */
export function readEvent(reader: JsonReader): WorldEvent | null {
  const kind = EVENT_KINDS.find((known) => reader.value[known] !== undefined);
  const name = kind === undefined ? null : reader.text(kind);
  if (kind === undefined || name === null) {
    reader.wrong('', `an event: one of ${EVENT_KINDS.join(', ')}`);
    return null;
  }
  switch (kind) {
    case 'connect':
      return { kind, socket: name, peer: reader.text('peer') };
    case 'path':
      return {
        kind,
        path: name,
        is: reader.word('is', ['created', 'changed', 'removed']) ?? 'changed',
        ageUsec: reader.span('age') ?? 0,
      };
    case 'access':
      return { kind, path: name, by: reader.text('by') ?? 'ls' };
    case 'device':
      return { kind, unit: name, is: reader.word('is', ['plugged', 'unplugged']) ?? 'plugged' };
    case 'mount':
      return { kind, path: name, is: reader.word('is', ['mounted', 'unmounted']) ?? 'mounted' };
    case 'exit':
      return { kind, unit: name, ...readEnd(reader) };
    case 'notify':
      return { kind, unit: name, ready: reader.flag('ready') ?? false, watchdog: reader.flag('watchdog') ?? false };
    case 'bus':
      return { kind, name, unit: reader.text('unit') };
  }
}

function readEnd(reader: JsonReader): { status: number; signal: string | null } {
  const word = reader.text('signal');
  const signal = word === null ? null : parseSignal(word);
  if (word !== null && signal === null) reader.wrong('signal', 'the name of a signal');
  return { status: reader.number('status') ?? 0, signal };
}

function readWorld(reader: JsonReader): World {
  reader.knows(['programs', 'defaults', 'facts', 'durations', 'clock']);
  const defaults = reader.object('defaults');
  defaults?.knows(['oneshot', 'ready']);
  const durations = reader.object('durations');
  const spans: Record<string, Usec> = {};
  for (const unit of Object.keys(durations?.value ?? {})) {
    const span = durations?.span(unit);
    if (span !== null && span !== undefined) spans[unit] = span;
  }
  const clock = reader.text('clock');
  const realtime = clock === null ? Number.NaN : Date.parse(clock);
  if (clock !== null && Number.isNaN(realtime)) reader.wrong('clock', 'a time such as 2024-01-10T12:00:00Z');
  return {
    ...DEFAULT_WORLD,
    programs: reader.objects('programs').map(readRule),
    oneshotUsec: defaults?.span('oneshot') ?? DEFAULT_WORLD.oneshotUsec,
    readyUsec: defaults?.span('ready') ?? DEFAULT_WORLD.readyUsec,
    durations: spans,
    realtimeUsec: Number.isNaN(realtime) ? DEFAULT_WORLD.realtimeUsec : realtime * 1000,
  };
}

function readRule(reader: JsonReader): ProgramRule {
  reader.knows(['unit', 'setting', 'command', 'times', 'ready', 'exit', 'onTerm', 'reads', 'children', 'effects']);
  const times = typeof reader.value.times === 'number' ? [reader.value.times] : reader.list('times');
  return {
    unit: reader.text('unit'),
    setting: reader.text('setting'),
    command: reader.text('command'),
    times: times.length === 0 ? null : times.filter((time) => typeof time === 'number'),
    readyUsec: reader.span('ready'),
    exit: readExit(reader),
    onTerm: readTerm(reader),
    reads: reader.flag('reads'),
    children: reader.texts('children'),
    effects: reader.objects('effects').flatMap((effect) => readEvent(effect) ?? []),
  };
}

function readExit(reader: JsonReader): ProgramExit | null | undefined {
  if (reader.value.exit === undefined) return undefined;
  if (reader.value.exit === null) return null;
  const exit = reader.object('exit');
  if (exit === null) return undefined;
  exit.knows(['after', 'status', 'signal']);
  return { afterUsec: exit.span('after') ?? 0, ...readEnd(exit) };
}

function readTerm(reader: JsonReader): TermBehaviour | null {
  const { onTerm } = reader.value;
  if (onTerm === undefined) return null;
  if (onTerm === 'ignore') return 'ignore';
  const term = reader.object('onTerm');
  if (term === null) return null;
  term.knows(['after', 'status']);
  return { afterUsec: term.span('after') ?? 0, status: term.number('status') };
}
