import type { WhatIf } from '../protocol.js';
import { dropInOf, type DropIn } from '../what-if-text.js';
import { download, openDialog } from './dialog.js';
import { h, shown } from './dom.js';

/** A what-if as a sentence. */
export function whatIfSentence(whatIf: WhatIf): string {
  const unit = shown(whatIf.unit);
  switch (whatIf.verb) {
    case 'fail':
      return `${unit} fails`;
    case 'mask':
      return `${unit} is masked`;
    case 'enable':
      return `${unit} is enabled`;
    case 'disable':
      return `${unit} is disabled`;
    case 'delay':
      return `${unit} takes ${String(whatIf.seconds)} s`;
    case 'order':
      return `${unit} is after ${shown(whatIf.after)}`;
    case 'unorder':
      return `${unit} is not after ${shown(whatIf.after)}`;
    case 'edit':
      return `${unit} has a drop-in`;
  }
}

/** The bar of what-ifs that are in force; null where there are none. */
export function whatIfBar(whatIfs: readonly WhatIf[], root: string, set: (whatIfs: readonly WhatIf[]) => void): readonly Node[] {
  return [
    h('strong', {}, 'What if'),
    ...whatIfs.map((whatIf, i) =>
      h(
        'span',
        { class: 'chip' },
        whatIfSentence(whatIf),
        h('button', { type: 'button', class: 'icon', 'aria-label': `Take back: ${whatIfSentence(whatIf)}`, onclick: () => { set(whatIfs.filter((_, at) => at !== i)); } }, '×'),
      ),
    ),
    h('span', { class: 'grow' }),
    h('button', { type: 'button', onclick: () => { openTakeOut(whatIfs, root); } }, 'Take out…'),
    h('button', { type: 'button', onclick: () => { set([]); } }, 'Take all back'),
  ]; // prettier-ignore
}

/** The scenario file that `wantedby simulate` takes: what fails and what is slow. */
export function scenarioText(whatIfs: readonly WhatIf[], root: string): string {
  const durations: Record<string, number> = {};
  const programs: object[] = [];
  for (const whatIf of whatIfs) {
    if (whatIf.verb === 'fail') programs.push({ unit: whatIf.unit, exit: { after: 0, status: 1 } });
    if (whatIf.verb === 'delay') durations[whatIf.unit] = whatIf.seconds;
  }
  return `${JSON.stringify({ target: root, mode: 'boot', world: { programs, durations } }, null, 2)}\n`;
}

function openTakeOut(whatIfs: readonly WhatIf[], root: string): void {
  const dropIns = whatIfs.map((whatIf, i) => dropInOf(whatIf, i)).filter((dropIn): dropIn is DropIn => dropIn !== null);
  const commands = whatIfs.flatMap((whatIf) =>
    whatIf.verb === 'mask' || whatIf.verb === 'enable' || whatIf.verb === 'disable' ? [`systemctl ${whatIf.verb} ${shown(whatIf.unit)}`] : [],
  ); // prettier-ignore
  const hasRun = whatIfs.some(({ verb }) => verb === 'fail' || verb === 'delay');
  const removed = whatIfs.filter(({ verb }) => verb === 'unorder').map(whatIfSentence);
  openDialog('Take the what-ifs out', () => [
    ...(hasRun
      ? [
          h('p', {}, 'What fails and what is slow, as a scenario for ', h('code', {}, 'wantedby simulate'), ':'),
          h('pre', { class: 'quote' }, shown(scenarioText(whatIfs, root)).replaceAll('\\x0a', '\n')),
          h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => { download('scenario.json', 'application/json', scenarioText(whatIfs, root)); } }, 'Save scenario.json')),
        ]
      : []),
    ...dropIns.flatMap(({ path, text }) => [
      h('p', {}, h('strong', {}, `/etc/systemd/system/${shown(path)}`)),
      h('pre', { class: 'quote' }, text.split('\n').map(shown).join('\n')),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => { download(path.slice(path.indexOf('/') + 1), 'text/plain', text); } }, 'Save the drop-in')),
    ]),
    ...(commands.length > 0 ? [h('p', {}, 'On the machine:'), h('pre', { class: 'quote' }, commands.join('\n'))] : []),
    ...(removed.length > 0 ? [h('p', {}, `${removed.join('; ')}: edit the file, no drop-in can take an ordering back.`)] : []),
  ]); // prettier-ignore
}
