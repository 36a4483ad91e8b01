import type { Loss, RankedBlast } from '../explain/breaks.js';
import { visible } from './escape.js';
import type { Style } from './style.js';
import { tableText } from './table.js';
import { wrapText } from './wrap.js';

const lossText = (loss: Loss): string => {
  if (loss.result === null) return loss.activeState === 'inactive' ? 'is not started, or goes down' : loss.activeState;
  return loss.result === 'dependency' ? 'is not started: it needs what failed' : loss.result;
};

const count = (n: number, one: string): string => `${String(n)} ${one}${n === 1 ? '' : 's'}`;

const VERB: Readonly<Record<RankedBlast['kind'], string>> = { fails: 'fails at start', dies: 'dies later' };

/** The blast radius of one unit: whether the target is reached comes first. */
export function breaksText(blasts: readonly RankedBlast[], target: string, style: Style): string {
  return blasts
    .map((blast) => {
      const reach = blast.isTargetReached
        ? style.green(`${visible(target)} is reached all the same`)
        : style.red(`${visible(target)} is not reached`);
      const ends = blast.endsIn.length > 0 ? `; the boot ends in ${style.red(blast.endsIn.map(visible).join(', '))}` : '';
      const head = wrapText(`If ${style.bold(visible(blast.unit))} ${VERB[blast.kind]}: ${reach}${ends}.`, style.width, '', 2).join(
        '\n',
      );
      if (blast.lost.length === 0) return `${head}\nNothing else is lost.`;
      const rows = blast.lost.map((loss) => [`  ${visible(loss.unit)}`, lossText(loss)]);
      return `${head}\n${count(blast.lost.length, 'other unit')} ${blast.lost.length === 1 ? 'is' : 'are'} lost:\n${tableText(rows, style)}`;
    })
    .join('\n\n');
}

/** All units, those whose failure takes most with it first. */
export function rankingText(blasts: readonly RankedBlast[], target: string, style: Style): string {
  if (blasts.length === 0)
    return `Nothing to rank: the boot into ${visible(target)} starts no unit with a program that could fail so.`;
  const rows = blasts.map((blast) => [
    visible(blast.unit),
    String(blast.lost.length),
    blast.isTargetReached ? 'reached' : blast.endsIn.length > 0 ? `ends in ${blast.endsIn.map(visible).join(', ')}` : 'not reached',
    blast.lost
      .slice(0, 3)
      .map(({ unit }) => visible(unit))
      .join(', ') + (blast.lost.length > 3 ? ', ...' : ''),
  ]);
  const head = blasts[0]?.kind === 'dies' ? 'IF IT DIES' : 'IF IT FAILS';
  return tableText([[head, 'LOST', visible(target), 'AMONG THEM'], ...rows], style, (text, column, row) =>
    row === 0 ? style.bold(text) : column === 2 && !text.startsWith('reached') ? style.red(text) : text,
  );
}

/** Blast radii as JSON values. */
export function breaksEntry(blasts: readonly RankedBlast[]): unknown[] {
  return blasts.map(({ unit, kind, isTargetReached, endsIn, lost }) => ({
    unit,
    kind,
    targetReached: isTargetReached,
    endsIn,
    lost,
  }));
}
