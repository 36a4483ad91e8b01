import { catLines, catText, type CatFile } from '../../index.js';
import type { CommandEntry } from '../command.js';
import { EXIT, UsageError } from '../streams.js';
import { openSession } from '../tree-options.js';
import { loadedUnit } from './unit-argument.js';

/** `cat UNIT`: the unit as loaded. */
export const catCommand: CommandEntry = {
  name: 'cat',
  summary: 'the unit as loaded: every setting with file and line, what overrides what',
  define: (command) => command.argument('<unit...>', 'the units'),
  examples: ['cat nginx.service --root samples/web-application', 'cat sshd --root /'],
  run([words], { flags, style, streams, answer, answerJson, diagnose }) {
    const session = openSession(flags, streams, 'none');
    const graph = session.build([]);
    const { loader } = session.tree;
    const refusals: UsageError[] = [];
    const loaded = (words as readonly string[]).flatMap((word) => {
      try {
        return [loadedUnit(session, graph, word)];
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        refusals.push(error);
        return [];
      }
    });
    const refusal = refusals.map(({ message }) => message).join(' ');
    if (loaded.length === 0) throw new UsageError(refusal);
    const units = loaded.map((unit) => {
      const paths = [...(unit.fragmentPath === null ? [] : [unit.fragmentPath]), ...unit.dropInPaths];
      const files = paths.map((path): CatFile => {
        const file = loader.map.isMask(path) ? 'EIO' : loader.read(path, unit.type);
        return { path, isDropIn: path !== unit.fragmentPath, file: typeof file === 'string' ? null : file };
      });
      return { unit, files };
    });
    const { findings } = session.sink;
    if (flags.json === true) {
      answerJson('cat', {
        units: units.map(({ unit, files }) => ({
          unit: unit.id,
          names: unit.names,
          loadState: unit.loadState,
          fragmentPath: unit.fragmentPath === null ? null : session.showPath(unit.fragmentPath),
          dropInPaths: unit.dropInPaths.map(session.showPath),
          settings: catLines(unit, files, findings).map(({ assignment, path, fate }) => ({
            section: assignment.section,
            key: assignment.key,
            value: assignment.value,
            file: session.showPath(path),
            line: assignment.line,
            column: assignment.column,
            overridden: fate === 'overridden',
            ignored: fate === 'ignored' || fate === 'not-read',
          })),
        })),
      });
    } else answer(units.map(({ unit, files }) => catText(unit, files, findings, style, session.showPath)).join('\n\n'));
    diagnose(session.sink.findings, session.showPath);
    // As systemctl cat: what can be shown is shown, and the wrong names are told after it.
    if (refusal !== '') throw new UsageError(refusal);
    return EXIT.clean;
  },
};
