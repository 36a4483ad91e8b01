import { breaksEntry, breaksText, breakUnit, rankBreaks, rankingText, visible, wrapText, type Blast } from '../../index.js';
import { assumptionEntry, assumptionText } from '../assumption.js';
import type { CommandEntry } from '../command.js';
import { scenarioRun } from '../scenario-run.js';
import { oneOf } from '../option-value.js';
import { progressLine } from '../progress.js';
import { EXIT, UsageError } from '../streams.js';
import { loadedUnit } from './unit-argument.js';
import { openSession } from '../tree-options.js';

const KINDS = ['fails', 'dies', 'missing', 'all'] as const;

/** `breaks [UNIT]`: what fails if it fails. */
export const breaksCommand: CommandEntry = {
  name: 'breaks',
  summary: 'what fails, stops or is lost if a unit fails, dies later or is missing; without a unit all are ranked',
  define: (command) =>
    command
      .argument('[unit]', 'the unit')
      .option('--from <unit>', 'what is booted into')
      .option('--scenario <file>', 'how programs behave')
      .option('--kind <kind>', 'fails, dies, missing or all', 'all'),
  examples: [
    'breaks postgresql.service --root samples/web-application',
    'breaks --root samples/failure-cascade',
    'breaks storage.service --kind dies --root samples/failure-cascade',
  ],
  run([word], { flags, style, streams, answer, answerJson, diagnose }) {
    const kind = oneOf(flags.kind, 'kind', KINDS);
    if (word === undefined && kind === 'missing') throw new UsageError('--kind missing: name the unit that is missing');
    const asked = scenarioRun(flags.from, flags, streams);
    const { run, scenario, graph, fileSystem, findings, showPath } = asked;
    const input = { graph, scenario, fileSystem };
    const target = graph.find(scenario.target)?.id ?? scenario.target;
    const sound = run();
    if (sound.target === null) throw new UsageError(`the start of ${target} is refused: wantedby plan start ${target} says why`);
    if (word === undefined) {
      const progress = progressLine(streams, 'units');
      const blasts = rankBreaks(input, kind === 'dies' ? 'dies' : 'fails', progress.step);
      progress.end();
      if (flags.json === true) answerJson('breaks', { ...assumptionEntry(asked), target, ranking: breaksEntry(blasts) });
      else answer(assumptionText(asked, style) + rankingText(blasts, target, style));
      diagnose(findings, showPath);
      return EXIT.clean;
    }
    const session = openSession(flags, streams, 'auto');
    const unit = loadedUnit(session, graph, String(word));
    const blasts: Blast[] = [];
    for (const way of ['fails', 'dies'] as const) {
      if (kind !== 'all' && kind !== way) continue;
      const blast = breakUnit(input, sound, unit.id, way);
      if (blast) blasts.push(blast);
    }
    const missing = kind === 'all' || kind === 'missing' ? withoutUnit(unit.id) : null;
    function withoutUnit(name: string): { lost: string[]; isTargetReached: boolean } {
      const result = scenarioRun(flags.from, { ...flags, mask: [...(flags.mask ?? []), name] }, streams).run();
      const up = (states: typeof sound.states): Set<string> =>
        new Set(states.filter(({ activeState }) => activeState === 'active').map((state) => state.unit));
      const after = up(result.states);
      const reached = result.ended.some((job) => job.unit === result.target && job.type === 'start' && job.result === 'done');
      return { lost: [...up(sound.states)].filter((id) => id !== name && !after.has(id)), isTargetReached: reached };
    }
    if (flags.json === true)
      answerJson('breaks', {
        ...assumptionEntry(asked),
        unit: unit.id,
        target,
        cases: breaksEntry(blasts),
        ...(missing ? { missing } : {}),
      });
    else {
      const parts = [
        blasts.length > 0
          ? breaksText(blasts, target, style)
          : kind === 'missing'
            ? ''
            : `${visible(unit.id)} runs no program in this boot that could ${kind === 'dies' ? 'die later' : 'fail'}.`,
      ];
      if (missing) {
        const reach = missing.isTargetReached
          ? style.green(`${visible(target)} is reached all the same`)
          : style.red(`${visible(target)} is not reached`);
        const lost = missing.lost.length === 0 ? 'Nothing else is lost.' : `Lost: ${missing.lost.map(visible).join(', ')}`;
        const head = `If ${style.bold(visible(unit.id))} is masked or missing: ${reach}.`;
        parts.push([...wrapText(head, style.width, '', 2), ...wrapText(lost, style.width, '', 2)].join('\n'));
      }
      answer(assumptionText(asked, style) + parts.filter((part) => part !== '').join('\n\n'));
    }
    diagnose(findings, showPath);
    return EXIT.clean;
  },
};
