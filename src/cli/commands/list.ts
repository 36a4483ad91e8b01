import {
  compareBytes,
  installContext,
  listUnitFiles,
  machineSpecifiers,
  NO_SINK,
  readPresets,
  shellPattern,
  tableText,
  visible,
  type Unit,
} from '../../index.js';
import type { CommandEntry } from '../command.js';
import { EXIT } from '../streams.js';
import { openSession } from '../tree-options.js';

/** A shell pattern as systemctl takes it: a name without a type matches every type. */
function matcher(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => true;
  const tests = patterns.flatMap((pattern) => [shellPattern(pattern), shellPattern(`${pattern}.*`)]);
  return (name) => tests.some((matches) => matches(name));
}

/** `list [PATTERN...]`: which units are there. */
export const listCommand: CommandEntry = {
  name: 'list',
  summary: 'which units are there: load state, unit file state, file',
  define: (command) => command.argument('[pattern...]', 'names, with * and ? as in a shell'),
  examples: [
    'list --root samples/web-application',
    "list '*.timer' --root /",
    'list --unit-path samples/web-application/etc/systemd/system --json',
  ],
  run([words], { flags, style, streams, answer, answerJson, diagnose }) {
    const session = openSession(flags, streams, 'none');
    const { tree } = session;
    const matches = matcher(words as readonly string[]);
    const install = installContext(
      tree.fileSystem,
      tree.loader.searchPath,
      machineSpecifiers(tree.fileSystem, tree.facts, session.isUser),
      NO_SINK,
    );
    const files = listUnitFiles(install, readPresets(install, session.sink))
      .filter(({ name }) => matches(name))
      .sort((a, b) => compareBytes(a.name, b.name));
    const graph = session.build(session.everyName(), true);
    const entries = files.map((file) => {
      const unit: Unit | undefined = /@\.[a-z]+$/.test(file.name) ? undefined : graph.load(file.name);
      return { ...file, unit };
    });
    if (flags.json === true) {
      answerJson('list', {
        units: entries.map(({ name, state, preset, path, unit }) => ({
          unit: name,
          ...(unit && unit.id !== name ? { id: unit.id } : {}),
          loadState: unit?.loadState ?? null,
          unitFileState: state,
          preset,
          path: session.showPath(path),
          fragmentPath: unit?.fragmentPath ? session.showPath(unit.fragmentPath) : null,
          dropInPaths: unit?.dropInPaths.map(session.showPath) ?? [],
          description: unit?.description ?? null,
        })),
      });
    } else if (entries.length === 0) answer('no unit file matches');
    else {
      const rows = entries.map(({ name, state, preset, path, unit }) => [
        visible(name),
        unit?.loadState ?? (name.includes('@.') ? 'template' : '-'),
        state,
        preset === null ? '-' : preset === 'enabled' ? 'on' : 'off',
        visible(session.showPath(unit?.fragmentPath ?? path)),
      ]);
      const paint = (text: string, column: number, row: number): string => {
        if (row === 0) return style.bold(text);
        if (column === 1 && !/^(loaded|template|-)/.test(text)) return style.red(text);
        if (column === 2 && text.startsWith('enabled')) return style.green(text);
        return column >= 3 ? style.dim(text) : text;
      };
      answer(
        `${tableText([['UNIT', 'LOAD', 'STATE', 'PRESET', 'FILE'], ...rows], style, paint)}\n\n${style.dim(`${String(entries.length)} unit ${entries.length === 1 ? 'file' : 'files'}`)}`,
      );
    }
    diagnose(session.sink.findings, session.showPath);
    return EXIT.clean;
  },
};
