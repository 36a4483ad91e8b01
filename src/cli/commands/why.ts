import {
  chainEntry, chainText, fatesEntry, fatesOf, fatesText, installContext, machineSpecifiers, minimalChains, NO_SINK, installEdges, reasonEntry, visible, whyNot, whyNotText, wrapText, type InstallLine,
} from '../../index.js'; // prettier-ignore
import { assumptionEntry, assumptionText } from '../assumption.js';
import type { CommandContext, CommandEntry } from '../command.js';
import { fromMeasured, fromScenario, wordsOf } from '../late-input.js';
import { wholeNumber } from '../option-value.js';
import { EXIT } from '../streams.js';
import { openSession, type Session } from '../tree-options.js';
import { nearNames } from '../near-names.js';
import { loadedUnit, unitName, unitOr } from './unit-argument.js';

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

/** What became of a unit in the run that the options name; null where they name none. */
function fatesIn(session: Session, unit: string, context: CommandContext): { text: string; entry: object } | null {
  const { flags, style } = context;
  const records = wordsOf(flags.measured);
  if (records.length === 0 && flags.scenario === undefined) return null;
  const isDefault = flags.from === undefined;
  const target = unitName(unitOr(flags.from, session.defaultUnit));
  const input =
    records.length > 0
      ? fromMeasured(session, isDefault ? null : target, records, context)
      : fromScenario(session, target, isDefault ? { ...flags, from: undefined } : flags, context);
  const { boot, graph, measured } = input;
  const notes = input.warning === null ? input.notes : [input.warning, ...input.notes];
  const fates = fatesOf(boot.run, graph, unit, { simulation: boot.simulation, measured });
  return {
    text: [
      fatesText(unit, fates, boot.run, style, session.showPath),
      '',
      ...notes.flatMap((note) => wrapText(note, style.width, '', 2).map(style.dim)),
    ].join('\n'),
    entry: { source: boot.run.source, fates: fatesEntry(fates, boot.run, session.showPath), notes },
  };
}

/** `why UNIT`: why it is started, or why not. */
export const whyCommand: CommandEntry = {
  name: 'why',
  summary: 'why a unit is started, or why not: the chains, each link with its directive and line',
  define: (command) =>
    command
      .argument('<unit>', 'the unit')
      .option('--from <unit>', 'started by what; by default what is booted into')
      .option('--scenario <file>', 'also what became of it in this scenario: why it started then, failed, was skipped, stopped ...')
      .option('--measured <files...>', 'the same for the records of a boot, or a sosreport')
      .option('--chains <n>', 'how many chains to show', '3'),
  examples: ['why shop-web.service --root samples/web-application', 'why cups.service --from multi-user.target --root /'],
  run([word], context) {
    const { flags, style, streams, answer, answerJson, diagnose } = context;
    const session = openSession(flags, streams, 'auto');
    const start = unitOr(flags.from, session.defaultUnit);
    const graph = session.build([unitName(start)]);
    const from = loadedUnit(session, graph, start);
    const to = graph.load(unitName(String(word)));
    if (!to) return EXIT.usage;
    const count = Math.max(1, wholeNumber(flags.chains, 'chains') ?? 1);
    const { chains, isCut } = minimalChains(from, to);
    const fates = fatesIn(session, to.id, context);
    const withFates = (text: string): void =>
      answer(assumptionText(session, style) + (fates === null ? text : `${text}\n\n${fates.text}`));
    const run = { ...assumptionEntry(session), ...(fates === null ? {} : { run: fates.entry }) };
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
          ...run,
        });
      else {
        const sentence =
          from === to
            ? `${visible(to.id)} is what was asked for.`
            : `${visible(to.id)} ${to.loadState === 'loaded' ? 'is started because' : `is not started (${to.loadState}), although`} ${visible(from.id)} pulls it in${chains.length > 1 ? `, in ${isCut ? 'more than ' : ''}${String(chains.length)} ways` : ''}:`;
        const head = wrapText(sentence, style.width, '', 2).join('\n');
        const rest =
          chains.length > count
            ? `\n\n${style.dim(`${String(chains.length - count)} more; --chains ${String(chains.length)} shows all`)}`
            : '';
        const state =
          to.loadState === 'loaded'
            ? ''
            : `\n\n${style.red(`It is ${to.loadState}${to.loadState === 'masked' ? ': systemctl unmask it' : ', and cannot be started'}.`)}`;
        withFates(
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
      const near = to.loadState === 'not-found' ? nearNames(to.id, session.tree.loader.map.names) : [];
      if (flags.json === true)
        answerJson('why', {
          unit: to.id,
          from: from.id,
          isPulledIn: false,
          loadState: to.loadState,
          reasons: reasons.map((reason) => whyNotEntry(reason, session.showPath)),
          ...(near.length > 0 ? { near } : {}),
          ...run,
        });
      else
        withFates(
          [
            `${visible(to.id)} is not started by ${visible(from.id)}.`,
            '',
            ...whyNotText(reasons, to.id, from.id, session.showPath).split('\n'),
            ...(near.length > 0 ? [`Near: ${near.map(visible).join(', ')}.`] : []),
          ]
            .flatMap((line) => (line === '' ? [''] : wrapText(line, style.width, '', 2)))
            .join('\n'),
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
