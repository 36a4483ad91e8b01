import type { ChainStep, DependencyEntry, FileDetail, ReasonEntry, Span, UnitDetail } from '../protocol.js';
import type { ModelIndex } from '../model.js';
import type { ViewName } from '../store.js';
import { counted, h, shown, spanText } from './dom.js';
import { glyph } from './glyph.js';
import { fateText, fateTone } from './words.js';

/** What the panel can ask for. */
export interface PanelActions {
  select(id: string | null): void;
  view(name: ViewName): void;
  root(id: string): void;
  tryIt(verb: 'fail' | 'mask' | 'enable' | 'disable', unit: string): void;
  ask(what: 'delay' | 'edit' | 'order', unit: string): void;
  unorder(unit: string, after: string): void;
}

const LIST_MAX = 12;
/** Kinds in the order in which they matter to a reader. */
const KIND_ORDER = [
  'Requires', 'BindsTo', 'Requisite', 'Wants', 'Upholds', 'PartOf', 'After', 'Before', 'Conflicts', 'ConflictedBy', 'Triggers', 'TriggeredBy',
  'OnFailure', 'OnSuccess', 'RequiredBy', 'BoundBy', 'RequisiteOf', 'WantedBy', 'UpheldBy', 'ConsistsOf', 'InSlice', 'SliceOf',
]; // prettier-ignore

/** The panel of the selected unit. `detail` is null while it is fetched. */
export function panelContent(model: ModelIndex, index: number, detail: UnitDetail | null, actions: PanelActions): HTMLElement[] {
  const unit = model.unit(index);
  const unitLink = (id: string): HTMLElement =>
    h('button', { type: 'button', class: 'link', onclick: () => { actions.select(id); } }, shown(id)); // prettier-ignore
  const isEnabled = unit.fileState?.startsWith('enabled') ?? false;
  const isMasked = unit.loadState === 'masked';
  const spans = model.timeline.spans.filter((span) => span.unit === index);
  return [
    h(
      'header',
      { class: 'panel-head' },
      h('h2', {}, glyph(unit.type), ' ', shown(unit.id)),
      h('button', { type: 'button', class: 'icon', 'aria-label': 'Close the panel', title: 'Close (Esc)', onclick: () => { actions.select(null); } }, '×'),
    ),
    unit.description !== unit.id && h('p', { class: 'lead' }, shown(unit.description)),
    h(
      'p',
      { class: 'badges' },
      h('span', { class: `badge tone-${fateTone(unit.fate)}` }, fateText(unit.fate)),
      unit.loadState !== 'loaded' && unit.loadState !== unit.fate && h('span', { class: 'badge tone-fail' }, unit.loadState),
      unit.fileState && h('span', { class: 'badge' }, unit.fileState),
      unit.slice && h('span', { class: 'badge' }, `in ${shown(unit.slice)}`),
    ),
    unit.names.length > 1 && h('p', { class: 'small' }, `also ${unit.names.slice(1).map(shown).join(', ')}`),
    h(
      'div',
      { class: 'actions', role: 'group', 'aria-label': 'What if' },
      h('span', { class: 'label' }, 'What if it…'),
      h('button', { type: 'button', onclick: () => { actions.tryIt('fail', unit.id); } }, 'fails'),
      h('button', { type: 'button', onclick: () => { actions.ask('delay', unit.id); } }, 'is slow…'),
      !isMasked && h('button', { type: 'button', onclick: () => { actions.tryIt('mask', unit.id); } }, 'is masked'),
      h('button', { type: 'button', onclick: () => { actions.tryIt(isEnabled ? 'disable' : 'enable', unit.id); } }, isEnabled ? 'is disabled' : 'is enabled'),
      h('button', { type: 'button', onclick: () => { actions.ask('order', unit.id); } }, 'is after…'),
      h('button', { type: 'button', onclick: () => { actions.ask('edit', unit.id); } }, 'has a drop-in…'),
    ),
    index !== model.root && h('p', {}, h('button', { type: 'button', onclick: () => { actions.root(unit.id); } }, 'Start from this unit')),
    section('Why it starts', true, whyContent(model, index, detail, unitLink)),
    spans.length > 0 && section('When', true, whenContent(model, spans, unitLink, actions)),
    section('What it breaks', true, [
      h('p', {}, breaksSentence(model, index), ' ', h('button', { type: 'button', class: 'link', onclick: () => { actions.view('breaks'); } }, 'Show')),
    ]),
    section('Unit files', true, detail === null ? [waiting()] : filesContent(detail.files, unit.path)),
    section('Dependencies', true, detail === null ? [waiting()] : dependencyContent(detail.dependencies, unit.id, unitLink, actions)),
  ].filter((part) => part instanceof HTMLElement); // prettier-ignore
}

const waiting = (): HTMLElement => h('p', { class: 'small' }, '…');

function section(title: string, isOpen: boolean, content: readonly (Node | string | null)[]): HTMLElement {
  return h('details', { open: isOpen, class: 'section' }, h('summary', {}, h('h3', {}, title)), ...content);
}

/** A reason in one line: the directive and its place, or the rule. */
export function reasonText(reason: ReasonEntry): string {
  const place = reason.at === null ? '' : ` ${shown(reason.at.path)}${reason.at.line > 0 ? `:${String(reason.at.line)}` : ''}`;
  if (reason.rule === 'directive') return `${reason.setting?.replace(/^\w+\./, '') ?? ''}=${place}`;
  return `${reason.text}${place === '' ? '' : `,${place}`}`;
}

function whyContent(model: ModelIndex, index: number, detail: UnitDetail | null, link: (id: string) => HTMLElement): Node[] {
  if (index === model.root) return [h('p', {}, 'It is what was asked for.')];
  if (detail === null) return [waiting()];
  if (detail.whyNot !== null) return [h('p', {}, 'It is not started.'), h('pre', { class: 'quote' }, detail.whyNot)];
  return detail.chains.flatMap((chain, i) => [
    ...(i === 0 ? [] : [h('p', { class: 'small' }, 'or')]),
    h(
      'ol',
      { class: 'chain' },
      chain.map((step) => chainItem(step, link)),
    ),
  ]);
}

const chainItem = (step: ChainStep, link: (id: string) => HTMLElement): HTMLElement =>
  h(
    'li',
    {},
    h('span', { class: 'kind' }, `${shown(step.from)} ${step.kind}=`),
    ' ',
    link(step.to),
    step.reason && h('span', { class: 'place' }, reasonText(step.reason)),
  );

function whenContent(model: ModelIndex, spans: readonly Span[], link: (id: string) => HTMLElement, actions: PanelActions): Node[] {
  const span = spans[0];
  if (!span) return [];
  const finished = span.finished === null ? 'it does not end' : `done at ${spanText(span.finished)}`;
  const onChain = model.timeline.chain.includes(span.unit);
  const releaser = model.timeline.spans[span.releaser];
  return [
    h(
      'p',
      {},
      `Its ${span.type} job could run at ${spanText(span.runnable)}, ${finished}`,
      span.result !== null && span.result !== 'done' ? ` (${span.result})` : '',
      '.',
    ),
    releaser ? h('p', {}, 'It waited for ', link(model.unit(releaser.unit).id), ' last.') : h('p', {}, 'It waited for nothing.'),
    onChain
      ? h('p', {}, h('strong', {}, 'It is on the chain that sets the time.'))
      : span.slack !== null && h('p', {}, span.slack < 0.5 ? 'It has no time to spare.' : `It may end ${spanText(span.slack)} later before anything is late.`),
    h('p', {}, h('button', { type: 'button', class: 'link', onclick: () => { actions.view('timeline'); } }, 'Show in the timeline')),
  ].filter((part) => part instanceof Node); // prettier-ignore
}

function breaksSentence(model: ModelIndex, index: number): string {
  const needed = new Set([...model.in('Requires', index), ...model.in('BindsTo', index), ...model.in('Requisite', index)]);
  const wanted = new Set([...model.in('Wants', index), ...model.in('Upholds', index)]);
  return `${counted(needed.size, 'unit')} cannot do without it, ${String(wanted.size)} only want${wanted.size === 1 ? 's' : ''} it.`;
}

function filesContent(files: readonly FileDetail[], path: string | null): Node[] {
  if (files.length === 0) return [h('p', {}, path === null ? 'It has no file.' : 'Its file cannot be read.')];
  return files.map((file) => {
    let last = '';
    const rows = file.lines.flatMap((line) => {
      const head = line.section === last ? [] : [h('div', { class: 'line head' }, h('span', { class: 'number' }), h('span', {}, `[${shown(line.section)}]`))];
      last = line.section;
      return [
        ...head,
        h(
          'div',
          { class: `line${line.counts ? '' : ' overridden'}` },
          h('span', { class: 'number' }, line.line),
          h('span', { class: 'text' }, h('span', { class: 'key' }, `${shown(line.key)}=`), shown(line.value), !line.counts && h('em', {}, ' overridden')),
        ),
      ];
    });
    return h(
      'div',
      { class: 'file' },
      h('div', { class: 'path' }, shown(file.path), file.isDropIn ? ' (drop-in)' : ''),
      file.source !== null && h('div', { class: 'small' }, `made from ${shown(file.source)}`),
      rows.length === 0 ? h('p', { class: 'small' }, 'No settings.') : h('div', { class: 'code' }, rows),
    );
  }); // prettier-ignore
}

function dependencyContent(
  dependencies: readonly DependencyEntry[],
  unit: string,
  link: (id: string) => HTMLElement,
  actions: PanelActions,
): Node[] {
  const kinds = [...new Set([...KIND_ORDER, ...dependencies.map(({ kind }) => kind)])];
  return kinds.flatMap((kind) => {
    const list = dependencies.filter((dependency) => dependency.kind === kind);
    if (list.length === 0 || kind === 'References' || kind === 'ReferencedBy') return [];
    const items = list.map((dependency) =>
      h(
        'li',
        {},
        link(dependency.unit),
        kind === 'After' &&
          dependency.reasons.some(({ rule }) => rule === 'directive') &&
          h('button', { type: 'button', class: 'icon', title: 'What if it were not after it', 'aria-label': `What if it were not after ${shown(dependency.unit)}`, onclick: () => { actions.unorder(unit, dependency.unit); } }, '−'),
        dependency.reasons.slice(0, 2).map((reason) => h('span', { class: 'place' }, reasonText(reason))),
      ),
    ); // prettier-ignore
    const isLong = items.length > LIST_MAX;
    return [
      h('details', { class: 'kind-list', open: !isLong }, h('summary', {}, `${kind} (${String(list.length)})`), h('ul', {}, items)),
    ];
  });
}
