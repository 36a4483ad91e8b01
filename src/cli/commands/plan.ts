import {
  BY_NAME,
  buildTransaction,
  bootMode,
  bootState,
  idleState,
  JOB_MODES,
  outcomes,
  planEntry,
  planText,
  REQUEST_TYPES,
  seeded,
  systemdMessages,
  type ActiveState,
  type JobMode,
  type RequestType,
} from '../../index.js';
import { assumptionEntry, assumptionText, folderHint } from '../assumption.js';
import type { CommandEntry } from '../command.js';
import { wordsOf } from '../late-input.js';
import { stateFromRecords } from '../manager-state.js';
import { oneOf } from '../option-value.js';
import { EXIT, UsageError } from '../streams.js';
import { openSession } from '../tree-options.js';
import { addLimitOptions, limitsOf, listedOf, seedOf } from './limits.js';
import { loadedUnit } from './unit-argument.js';

const VERBS: Readonly<Record<string, RequestType>> = {
  start: 'start',
  stop: 'stop',
  restart: 'restart',
  'try-restart': 'try-restart',
  reload: 'reload',
  'reload-or-start': 'reload-or-start',
  verify: 'verify-active',
  'verify-active': 'verify-active',
  isolate: 'start',
};

/** A job mode as the user writes it. */
export function jobModeOf(flag: unknown): JobMode {
  return oneOf(flag, 'job-mode', JOB_MODES);
}

/** `plan VERB UNIT`: the transaction. */
export const planCommand: CommandEntry = {
  name: 'plan',
  summary: 'the transaction of a request: jobs, what pulled each in, what was dropped and why, all outcomes',
  define: (command) =>
    addLimitOptions(
      command
        .argument('<verb>', Object.keys(VERBS).join(', '))
        .argument('<unit>', 'the unit')
        .option('--job-mode <mode>', JOB_MODES.join(', '))
        .option('--boot', 'as the manager asks at boot: isolate where the unit allows it')
        .option('--active <units>', 'units that are active already, separated by commas')
        .option(
          '--state <files...>',
          'what the manager is at: the output of systemd-analyze dump, or of systemctl show of all units',
        )
        .option('--format <name>', 'text or systemd', 'text'),
    ),
  examples: [
    'plan start nginx.service --root samples/web-application',
    'plan stop postgresql.service --active postgresql.service,nginx.service --root samples/web-application',
    'plan start multi-user.target --boot --format systemd --root samples/ordering-cycle',
  ],
  run([verb, word], { flags, style, streams, answer, answerJson, diagnose }) {
    const type = VERBS[String(verb)];
    if (!type || !REQUEST_TYPES.includes(type)) throw new UsageError(`${String(verb)} is none of ${Object.keys(VERBS).join(', ')}`);
    const isSystemd = flags.json !== true && oneOf(flags.format, 'format', ['text', 'systemd']) === 'systemd';
    const session = openSession(flags, streams, 'auto');
    const graph = session.build([]);
    const unit = loadedUnit(session, graph, String(word));
    const running = typeof flags.active === 'string' ? flags.active.split(',').filter((name) => name !== '') : [];
    const records = wordsOf(flags.state);
    const known = records.length > 0 ? stateFromRecords(session, graph, records, streams) : {};
    const active = new Map<string, ActiveState>(known.active);
    for (const name of running) active.set(loadedUnit(session, graph, name).id, 'active');
    const mode =
      verb === 'isolate'
        ? 'isolate'
        : flags.jobMode !== undefined
          ? jobModeOf(flags.jobMode)
          : flags.boot === true
            ? bootMode(unit)
            : 'replace';
    const request = { unit, type, mode, fromBus: flags.boot !== true };
    const seed = seedOf(flags);
    const choices = seed === null ? BY_NAME : seeded(seed);
    const isIdle = records.length === 0 && running.length === 0;
    const state = flags.boot === true && isIdle ? bootState(graph, choices) : idleState(graph, { ...known, active });
    const result = buildTransaction(graph, state, request, choices);
    if (isSystemd)
      answer(systemdMessages(result) + (result.ok ? '' : `\nFailed to ${String(verb)} ${unit.id}: ${result.error.text}`));
    else {
      const report = {
        request: `${String(verb)} ${unit.id}`,
        mode,
        result,
        outcomes: outcomes(graph, state, request, limitsOf(flags)),
        ...listedOf(flags),
      };
      if (flags.json === true) answerJson('plan', { ...assumptionEntry(session), ...(planEntry(report) as object) });
      else answer(assumptionText(session, style) + planText(report, style) + (result.ok ? '' : folderHint(session, style)));
    }
    diagnose(session.sink.findings, session.showPath);
    return !result.ok || result.cycles.length > 0 ? EXIT.findings : EXIT.clean;
  },
};
