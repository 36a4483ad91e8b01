import {
  chainEntry, chainText, installContext, machineSpecifiers, minimalChains, NO_SINK, installEdges, reasonEntry, visible, whyNot, whyNotText, type InstallLine,
} from '../../index.js'; // prettier-ignore
import type { CommandEntry } from '../command.js';
import { EXIT } from '../streams.js';
import { openSession, type Session } from '../tree-options.js';
import { loadedUnit, unitName } from './unit-argument.js';

/** The [Install] lines of a unit. */
function installLines(session: Session, name: string): InstallLine[] {
  const { tree } = session;
  const context = installContext(
    tree.fileSystem,
    tree.loader.searchPath,
    machineSpecifiers(tree.fileSystem, tree.facts, session.isUser),
    NO_SINK,
  );
  return installEdges(context, name)
    .filter(({ setting, isThere }) => setting !== 'Alias' && !isThere)
    .map(({ setting, other, at }) => ({ setting, target: other, path: at.path, line: at.line }));
}

/** `why UNIT`: why it is started, or why not. */
export const whyCommand: CommandEntry = {
  name: 'why',
  summary: 'why a unit is started, or why not: the chains, each link with its directive and line',
  define: (command) =>
    command
      .argument('<unit>', 'the unit')
      .option('--from <unit>', 'started by what', 'default.target')
      .option('--chains <n>', 'how many chains to show', '3'),
  examples: ['why gunicorn.service --root samples/web-application', 'why cups.service --from multi-user.target --root /'],
  run([word], { flags, style, streams, answer, answerJson, diagnose }) {
    const session = openSession(flags, streams, 'auto');
    const graph = session.build([unitName(String(flags.from))]);
    const from = loadedUnit(session, graph, String(flags.from));
    const to = graph.load(unitName(String(word)));
    if (!to) return EXIT.usage;
    const { chains, isCut } = minimalChains(from, to);
    const options = { showPath: session.showPath, sourceOf: (path: string, line: number) => session.tree.sourceOf(path, line) };
    if (chains.length > 0) {
      if (flags.json === true)
        answerJson('why', {
          unit: to.id,
          from: from.id,
          isPulledIn: true,
          loadState: to.loadState,
          isCut,
          chains: chains.map((chain) => chainEntry(chain, (reason) => reasonEntry(reason, options))),
        });
      else {
        const count = Math.max(1, Number(flags.chains) || 3);
        const head =
          from === to
            ? `${visible(to.id)} is what was asked for.`
            : `${visible(to.id)} is started because ${visible(from.id)} pulls it in${chains.length > 1 ? `, in ${isCut ? 'more than ' : ''}${String(chains.length)} ways` : ''}:`;
        const rest =
          chains.length > count
            ? `\n\n${style.dim(`${String(chains.length - count)} more; --chains ${String(chains.length)} shows all`)}`
            : '';
        const state =
          to.loadState === 'loaded'
            ? ''
            : `\n\n${style.red(`But it is ${to.loadState}: ${to.loadState === 'masked' ? 'systemctl unmask it' : 'it cannot be started'}.`)}`;
        answer(
          `${head}\n\n${chains
            .slice(0, count)
            .map((chain) => chainText(chain, style, session.showPath))
            .join('\n\n')}${rest}${state}`,
        );
      }
    } else {
      // Who else names it is known only when all units are loaded.
      const whole = session.build([from.id, ...session.everyName(), to.id], true);
      const [start, end] = [whole.find(from.id) ?? from, whole.find(to.id) ?? to];
      const reasons = whyNot(whole, start, end, installLines(session, to.id));
      if (flags.json === true)
        answerJson('why', {
          unit: to.id,
          from: from.id,
          isPulledIn: false,
          loadState: to.loadState,
          reasons: reasons.map((reason) => whyNotEntry(reason, session.showPath)),
        });
      else
        answer(
          `${visible(to.id)} is not started by ${visible(from.id)}.\n\n${whyNotText(reasons, to.id, from.id, session.showPath)}`,
        );
    }
    diagnose(session.sink.findings, session.showPath);
    return EXIT.clean;
  },
};

function whyNotEntry(reason: ReturnType<typeof whyNot>[number], showPath: (path: string) => string): object {
  switch (reason.code) {
    case 'not-enabled':
      return { code: reason.code, targets: reason.targets.map((target) => ({ ...target, path: showPath(target.path) })) };
    case 'only-ordered':
      return { code: reason.code, units: reason.links.map(({ to }) => to.id) };
    case 'only-triggered':
    case 'pulled-in-by-others':
      return { code: reason.code, by: reason.by.map(({ id }) => id) };
    default:
      return reason;
  }
}
