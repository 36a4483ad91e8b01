import {
  bootMode,
  buildTransaction,
  BY_NAME,
  cyclesEntry,
  cyclesOfRequest,
  cyclesText,
  decodeUtf8,
  fixCycles,
  bootState,
  latentCheck,
  latentCycles,
  loadedUnits,
  reasonEntry,
  requestCheck,
  seeded,
  systemdMessages,
  type CycleAnswer,
  type CycleGroup,
  type FixContext,
  type JobMode,
  type LoadedGraph,
  type UnitGraph,
} from '../../index.js';
import { assumptionEntry, assumptionText } from '../assumption.js';
import type { CommandEntry } from '../command.js';
import { oneOf } from '../option-value.js';
import { EXIT } from '../streams.js';
import { openSession, type Session } from '../tree-options.js';
import { addLimitOptions, limitsOf, listedOf, seedOf } from './limits.js';
import { jobModeOf } from './plan.js';
import { loadedUnit } from './unit-argument.js';

function fixContext(
  session: Session,
  rebuild: (files: ReadonlyMap<string, string>) => UnitGraph,
  check: FixContext['check'],
): FixContext {
  return {
    readFile: (path) => {
      const content = session.tree.fileSystem.readFile(path);
      return typeof content === 'string' ? null : decodeUtf8(content);
    },
    overrideDirectory: session.overrideDirectory,
    rebuild,
    ...(check ? { check } : {}),
  };
}

/** A fix of more units than this is not tried: each try looks for all outcomes again. */
const TRIED_UNITS_MAX = 20;

/** `cycles [UNIT...]`: ordering cycles. */
export const cyclesCommand: CommandEntry = {
  name: 'cycles',
  summary: 'ordering cycles: every edge with its line, what may be lost, how to fix it; exit status 1 for a cycle',
  define: (command) =>
    addLimitOptions(
      command
        .argument('[unit...]', 'what is started; by default what is booted into')
        .option('--latent', 'among all loaded units, whatever is started')
        .option('--job-mode <mode>', 'the job mode (default: as at boot)')
        .option('--format <name>', 'text or systemd', 'text')
        .option('--no-fix', 'work out no fix'),
    ),
  examples: [
    'cycles --root samples/ordering-cycle',
    'cycles multi-user.target --root /mnt/image',
    'cycles --latent --root /',
    'cycles --format systemd --seed 3 --root samples/ordering-cycle',
  ],
  run([words], { flags, style, streams, answer, answerJson, diagnose }) {
    const isSystemd = flags.json !== true && oneOf(flags.format, 'format', ['text', 'systemd']) === 'systemd';
    const session = openSession(flags, streams, 'auto');
    const names = (words as readonly string[]).length > 0 ? (words as readonly string[]) : [session.defaultUnit];
    const limits = limitsOf(flags);
    const wantsFix = flags.fix !== false;
    const texts: string[] = [];
    const entries: unknown[] = [];
    let hasCycle = false;
    const report = (
      result: CycleAnswer,
      request: string | null,
      rebuild: (files: ReadonlyMap<string, string>) => LoadedGraph,
      checkOf: (group: CycleGroup) => FixContext['check'],
    ): void => {
      hasCycle ||= result.groups.length > 0;
      const fixes = result.groups.map((group) =>
        wantsFix
          ? fixCycles(group, fixContext(session, rebuild, group.units.length > TRIED_UNITS_MAX ? undefined : checkOf(group)))
          : null,
      );
      const options = { showPath: session.showPath, sourceOf: (path: string, line: number) => session.tree.sourceOf(path, line) };
      if (flags.json === true)
        entries.push(cyclesEntry({ answer: result, fixes, request }, (reason) => reasonEntry(reason, options)));
      else texts.push(cyclesText({ answer: result, fixes, request, ...listedOf(flags) }, style, session.showPath));
    };
    if (flags.latent === true) {
      const everything = session.everyName();
      const build = (files: ReadonlyMap<string, string>): LoadedGraph => session.buildWith(files, everything, true);
      const graph = session.build(everything, true);
      report(latentCycles(loadedUnits(graph)), null, build, latentCheck);
    } else {
      for (const word of names) {
        const graph = session.build([]);
        const unit = loadedUnit(session, graph, word);
        const mode: JobMode = flags.jobMode === undefined ? bootMode(unit) : jobModeOf(flags.jobMode);
        const request = { unit, type: 'start', mode } as const;
        if (isSystemd) {
          const seed = seedOf(flags);
          const result = buildTransaction(graph, bootState(graph), request, seed === null ? BY_NAME : seeded(seed));
          hasCycle ||= result.cycles.length > 0;
          texts.push(systemdMessages(result));
          continue;
        }
        const result = cyclesOfRequest(graph, bootState(graph), request, limits);
        report(
          result,
          `start ${unit.id}`,
          (files) => session.buildWith(files, [unit.id]),
          (group) => requestCheck(result, group, unit.id, mode, limits),
        );
      }
    }
    const [first] = entries;
    if (flags.json === true)
      answerJson('cycles', {
        ...assumptionEntry(session),
        ...(entries.length === 1 && first ? (first as object) : { runs: entries }),
      });
    else if (texts.some((text) => text !== '')) answer(assumptionText(session, style) + texts.join('\n\n'));
    diagnose(session.sink.findings, session.showPath);
    return hasCycle ? EXIT.findings : EXIT.clean;
  },
};
