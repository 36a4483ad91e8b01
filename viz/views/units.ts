import type { UnitEntry } from '../protocol.js';
import { clipped, counted, h, shown } from '../ui/dom.js';
import { glyph } from '../ui/glyph.js';
import { rows } from '../ui/rows.js';
import { fateText, fateTone } from '../ui/words.js';
import type { View, ViewContext } from './view.js';

const ROW_HEIGHT = 26;

interface Column {
  readonly key: string;
  readonly title: string;
  readonly text: (unit: UnitEntry, index: number, context: ViewContext) => string;
  readonly number?: (unit: UnitEntry, index: number, context: ViewContext) => number;
}

const COLUMNS: readonly Column[] = [
  { key: 'unit', title: 'Unit', text: (unit) => unit.id },
  { key: 'fate', title: 'Result', text: (unit) => fateText(unit.fate) },
  { key: 'file-state', title: 'File', text: (unit) => unit.fileState ?? '' },
  {
    key: 'needs',
    title: 'Pulls in',
    text: (_unit, i, { model }) => String(new Set([...model.out('Requires', i), ...model.out('Wants', i), ...model.out('BindsTo', i)]).size || ''),
    number: (_unit, i, { model }) => new Set([...model.out('Requires', i), ...model.out('Wants', i), ...model.out('BindsTo', i)]).size,
  },
  {
    key: 'needed',
    title: 'Pulled by',
    text: (_unit, i, { model }) => String(new Set([...model.in('Requires', i), ...model.in('Wants', i), ...model.in('BindsTo', i)]).size || ''),
    number: (_unit, i, { model }) => new Set([...model.in('Requires', i), ...model.in('Wants', i), ...model.in('BindsTo', i)]).size,
  },
  { key: 'description', title: 'Description', text: (unit) => (unit.description === unit.id ? '' : unit.description) },
]; // prettier-ignore

let sorted = { key: 'unit', isDown: false };
let query = '';

/** Every unit in a table that can be sorted and searched. */
export const unitsView: View = {
  name: 'units',
  title: 'Units',
  question: 'Which units are there?',
  needs: 'file-states',
  render(container, context) {
    const { model, selected, tools } = context;
    const wanted = query.toLowerCase();
    const column = COLUMNS.find(({ key }) => key === sorted.key) ?? (COLUMNS[0] as Column);
    const sign = sorted.isDown ? -1 : 1;
    const text = new Map(model.units.map((unit, i) => [i, column.text(unit, i, context)]));
    const list = model.units
      .map((_, i) => i)
      .filter((i) => context.passes(i) && matches(model.unit(i), wanted))
      .sort((a, b) => {
        const { number } = column;
        const order = number
          ? number(model.unit(a), a, context) - number(model.unit(b), b, context)
          : compare(text.get(a) ?? '', text.get(b) ?? '');
        return sign * order || a - b;
      });
    context.say(
      `${counted(list.length, 'unit')}${list.length < model.units.length ? ` of ${String(model.units.length)}` : ''}. Click a heading to sort.`,
    );
    const field = h('input', {
      type: 'search',
      'data-key': 'units-query',
      placeholder: 'name or description',
      'aria-label': 'Show only units with',
      value: query,
      oninput: () => {
        query = field.value;
        context.redraw();
      },
    });
    tools.append(h('label', {}, 'Only with ', field));
    const current = list.indexOf(selected);
    const box = h('div', {
      class: 'grid scroll',
      role: 'grid',
      tabindex: 0,
      'data-key': 'grid',
      'aria-label': 'Units',
      'aria-rowcount': list.length + 1,
      'aria-colcount': COLUMNS.length,
      'aria-activedescendant': current >= 0 ? `unit-${String(selected)}` : undefined,
      onkeydown: (event: KeyboardEvent) => {
        const page = Math.max(1, Math.floor(box.clientHeight / ROW_HEIGHT) - 2);
        const to: Readonly<Record<string, number>> = {
          ArrowDown: current + 1,
          ArrowUp: current < 0 ? 0 : current - 1,
          Home: 0,
          End: list.length - 1,
          PageDown: current + page,
          PageUp: current - page,
        };
        if (event.target !== box || !Object.hasOwn(to, event.key)) return;
        event.preventDefault();
        const next = list[Math.max(0, Math.min(list.length - 1, to[event.key] ?? 0))];
        if (next !== undefined) context.select(next, true);
      },
    });
    box.append(headRow(context));
    container.append(box);
    const table = rows(box, list.length, ROW_HEIGHT, (i) => rowElement(list[i] ?? 0, i, context));
    table.element.setAttribute('role', 'rowgroup');
    if (current >= 0) requestAnimationFrame(() => { table.show(current); }); // prettier-ignore
  },
  legend: () => [{ swatch: 'text', sign: 'File', text: 'as systemctl is-enabled says' }],
};

const compare = (a: string, b: string): number => (a === b ? 0 : a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1);

const matches = (unit: UnitEntry, wanted: string): boolean =>
  wanted === '' ||
  unit.description.toLowerCase().includes(wanted) ||
  unit.names.some((name) => name.toLowerCase().includes(wanted));

function headRow(context: ViewContext): HTMLElement {
  return h(
    'div',
    { class: 'row head', role: 'row', 'aria-rowindex': 1 },
    COLUMNS.map(({ key, title }) =>
      h(
        'span',
        {
          class: `cell ${key}`,
          role: 'columnheader',
          'aria-sort': sorted.key !== key ? 'none' : sorted.isDown ? 'descending' : 'ascending',
        },
        h(
          'button',
          {
            type: 'button',
            'data-key': `sort-${key}`,
            onclick: () => {
              sorted = { key, isDown: sorted.key === key ? !sorted.isDown : false };
              context.redraw();
            },
          },
          title,
          sorted.key === key ? (sorted.isDown ? ' ▼' : ' ▲') : '',
        ),
      ),
    ),
  );
}

function rowElement(index: number, at: number, context: ViewContext): HTMLElement {
  const unit = context.model.unit(index);
  return h(
    'div',
    {
      id: `unit-${String(index)}`,
      class: `row tone-${fateTone(unit.fate)}`,
      role: 'row',
      'aria-rowindex': at + 2,
      'aria-selected': String(index === context.selected),
      onclick: () => {
        context.select(index);
      },
    },
    COLUMNS.map(({ key, text }) =>
      h(
        'span',
        { class: `cell ${key}`, role: 'gridcell' },
        key === 'unit' && glyph(unit.type),
        key === 'unit' ? h('span', { class: 'unit' }, clipped(shown(unit.id), 64)) : shown(text(unit, index, context)),
      ),
    ),
  );
}
