import { mangleUnitName } from '../../src/index.js';
import type { WhatIf } from '../protocol.js';
import { download, openDialog } from './dialog.js';
import { h, shown } from './dom.js';
import { pngFile, svgFile } from './export.js';
import { KEYS } from './keys.js';
import { readChosen, type NamedFile } from './read-files.js';

/** What each key does. */
export function openHelp(questions: readonly (readonly [string, string])[]): void {
  openDialog('Keys', () => [
    h('table', { class: 'keys' }, h('tbody', {}, KEYS.map(([key, text]) => h('tr', {}, h('th', { scope: 'row' }, key), h('td', {}, text))))),
    h('p', {}, h('strong', {}, 'The views')),
    h('table', { class: 'keys' }, h('tbody', {}, questions.map(([title, text]) => h('tr', {}, h('th', { scope: 'row' }, title), h('td', {}, text))))),
    h('p', { class: 'small' }, 'Everything on this page is worked out in this browser by the wantedby library, after the rules of systemd 252. Nothing is sent anywhere.'),
  ]); // prettier-ignore
}

/** How long a unit takes. */
export function askDelay(unit: string, take: (whatIf: WhatIf) => void): void {
  const field = h('input', { type: 'number', min: 0, max: 999999, step: 0.1, value: 30, 'aria-label': 'Seconds' });
  ask(`What if ${shown(unit)} is slow`, [h('p', {}, h('label', {}, 'It takes ', field, ' seconds to start'))], () => {
    const seconds = Math.round(Number(field.value) * 1000) / 1000;
    if (!(seconds >= 0 && seconds <= 999_999)) return false;
    take({ verb: 'delay', unit, seconds });
    return true;
  });
}

/** After which unit. */
export function askOrder(unit: string, names: readonly string[], take: (whatIf: WhatIf) => void): void {
  const field = h('input', { list: 'unit-names', 'aria-label': 'Unit', autocomplete: 'off', spellcheck: 'false', size: 36 });
  const list = h('datalist', { id: 'unit-names' }, names.map((name) => h('option', { value: name }))); // prettier-ignore
  ask(`What if ${shown(unit)} is started after another unit`, [h('p', {}, h('label', {}, 'After ', field), list)], () => {
    const after = mangleUnitName(field.value.trim());
    if (after === null || field.value.trim() === '') return false;
    take({ verb: 'order', unit, after });
    return true;
  });
}

/** A drop-in to try. */
export function askEdit(unit: string, section: string, take: (whatIf: WhatIf) => void): void {
  const field = h('textarea', { 'aria-label': 'Text of the drop-in', spellcheck: 'false' });
  field.value = `[Unit]\n\n[${section}]\n`;
  ask(`What if ${shown(unit)} has this drop-in`, [h('p', { class: 'small' }, 'Lines as in a file below its .d directory. An empty value takes a list back.'), field], () => {
    if (field.value.trim() === '' || field.value.length > 3500) return false;
    take({ verb: 'edit', unit, text: field.value });
    return true;
  }); // prettier-ignore
}

function ask(title: string, content: readonly Node[], take: () => boolean): void {
  openDialog(title, (close) => [
    h(
      'form',
      {
        method: 'dialog',
        onsubmit: (event: Event) => {
          event.preventDefault();
          if (take()) close();
        },
      },
      ...content,
      h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'primary' }, 'Try it')),
    ),
  ]);
}

/** Other units than those of the page. */
export function openFilesDialog(take: (files: readonly NamedFile[], title: string) => void): void {
  openDialog('Open your own units', (close) => {
    const done = (input: HTMLInputElement): void => {
      const chosen = [...(input.files ?? [])];
      const title = chosen[0]?.webkitRelativePath.split('/')[0] ?? '';
      void readChosen(chosen).then((files) => {
        close();
        take(files, title || (chosen[0]?.name ?? 'dropped files'));
      });
    };
    const folder = h('input', { type: 'file', webkitdirectory: true, id: 'choose-folder', onchange: () => { done(folder); } });
    const archive = h('input', { type: 'file', multiple: true, id: 'choose-files', onchange: () => { done(archive); } });
    return [
      h('p', {}, 'A folder of unit files, or a root file system tree (with etc/systemd/system, usr/lib/systemd/system, etc/fstab), or a tar archive of one. You can also drop it anywhere on the page.'),
      h('p', {}, h('label', { for: 'choose-folder' }, 'Folder: '), folder),
      h('p', {}, h('label', { for: 'choose-files' }, 'Files or archive (.tar, .tar.gz): '), archive),
      h('p', {}, h('strong', {}, 'Nothing leaves this machine.'), ' The files are read by this page; it cannot make requests (its Content-Security-Policy forbids them).'),
      h('p', { class: 'small' }, 'A browser does not show where symbolic links of a folder lead: a tar archive keeps them, and with them what is enabled. facts.json beside the units is read as facts, scenario.json as how programs behave; a scenario alone is tried on the units that are open. Records of a measured boot of these units (systemd-analyze plot or dump, systemctl show, journalctl -o json or export; also .gz) become the timeline.'),
    ];
  }); // prettier-ignore
}

/** The view as a picture, the data as JSON, or the whole on paper. */
export function openExport(title: string, getSvg: () => SVGSVGElement | null, json: () => string): void {
  openDialog('Export', (close) => {
    const svg = getSvg();
    const problem = h('p', { role: 'alert', class: 'small' });
    return [
      svg === null ? h('p', {}, 'This view is a list: it can be printed, and its data saved.') : h('p', {}, 'The drawing as a picture:'),
      h(
        'div',
        { class: 'buttons' },
        h('button', { type: 'button', disabled: svg === null, onclick: () => { if (svg) download(`${title}.svg`, 'image/svg+xml', svgFile(svg, title).text); close(); } }, 'SVG'),
        h('button', { type: 'button', disabled: svg === null, onclick: () => {
          if (!svg) return;
          pngFile(svgFile(svg, title)).then((blob) => { download(`${title}.png`, 'image/png', blob); close(); }, (error: unknown) => { problem.textContent = String(error); });
        } }, 'PNG'),
        h('button', { type: 'button', onclick: () => { download(`${title}.json`, 'application/json', json()); close(); } }, 'Data as JSON'),
        h('button', { type: 'button', onclick: () => { close(); window.print(); } }, 'Print'),
      ),
      problem,
    ];
  }); // prettier-ignore
}
