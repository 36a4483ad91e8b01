import {
  chainEntry,
  chainText,
  DEPENDENCY_KINDS,
  PULL_KINDS,
  reasonEntry,
  shortestChains,
  visible,
  type DependencyKind,
} from '../../index.js';
import { assumptionEntry, assumptionText } from '../assumption.js';
import type { CommandEntry } from '../command.js';
import { EXIT, UsageError } from '../streams.js';
import { openSession } from '../tree-options.js';
import { loadedUnit, unitName } from './unit-argument.js';

/** `path A B`: how two units hang together. */
export const pathCommand: CommandEntry = {
  name: 'path',
  summary: 'a shortest path between two units, or all; exit status 1 when there is none',
  define: (command) =>
    command
      .argument('<from>', 'the unit where it starts')
      .argument('<to>', 'the unit where it ends')
      .option('--all', 'all shortest paths')
      .option('--kind <kinds>', 'dependency kinds to follow (default: what pulls in; then After and Before)'),
  examples: [
    'path multi-user.target shop-web.service --root samples/web-application',
    'path nginx.service network.target --kind After --root /',
  ],
  run([a, b], { flags, style, streams, answer, answerJson, diagnose }) {
    const session = openSession(flags, streams, 'auto');
    const graph = session.build([unitName(String(a)), unitName(String(b))]);
    const [from, to] = [loadedUnit(session, graph, String(a)), graph.load(unitName(String(b)))];
    if (!to) return EXIT.usage;
    const tries: (readonly DependencyKind[])[] =
      typeof flags.kind === 'string'
        ? [kindsOf(flags.kind)]
        : [PULL_KINDS, [...PULL_KINDS, 'After', 'Before', 'Conflicts', 'Triggers', 'OnFailure', 'PartOf']];
    const found = tries.map((kinds) => shortestChains(from, to, kinds)).find(({ chains }) => chains.length > 0);
    // A name that nothing of it leads to may be a slip.
    if (!found) loadedUnit(session, graph, String(b));
    const chains = (found?.chains ?? []).slice(0, flags.all === true ? Infinity : 1);
    const options = { showPath: session.showPath, sourceOf: (path: string, line: number) => session.tree.sourceOf(path, line) };
    if (flags.json === true)
      answerJson('path', {
        from: from.id,
        to: to.id,
        isCut: found?.isCut ?? false,
        ...assumptionEntry(session),
        paths: chains.map((chain) => chainEntry(chain, (reason) => reasonEntry(reason, options))),
      });
    else if (chains.length === 0)
      answer(`${assumptionText(session, style)}There is no path from ${visible(from.id)} to ${visible(to.id)}.`);
    else
      answer(
        assumptionText(session, style) +
          chains.map((chain) => (chain.length === 0 ? visible(from.id) : chainText(chain, style, session.showPath))).join('\n\n'),
      );
    diagnose(session.sink.findings, session.showPath);
    return chains.length === 0 ? EXIT.findings : EXIT.clean;
  },
};

/** The kinds of a flag. */
export function kindsOf(flag: string): DependencyKind[] {
  return flag.split(',').map((word) => {
    const kind = DEPENDENCY_KINDS.find((known) => known.toLowerCase() === word.trim().toLowerCase());
    if (!kind) throw new UsageError(`--kind: ${word} is no dependency kind; there are ${DEPENDENCY_KINDS.join(', ')}`);
    return kind;
  });
}
