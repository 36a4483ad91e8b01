import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageServer } from '../../src/cli/serve.js';
import { VIEW_NAMES } from '../../viz/store.js';
import { cli } from '../support/cli.js';
import { hasChromium, launch, openPage, pages, ready, type OpenPage, type Pages } from '../support/browser.js';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** What stands in a view when it has something to show. */
const SIGN: Readonly<Record<string, string>> = {
  'pulls-in': '[role=treeitem]',
  order: 'g.node',
  timeline: '.view :is(svg, [role=grid], [role=list], [role=listbox], .row)',
  cycle: '.view :is(svg, .empty)',
  breaks: '.view :is(svg, .empty, ul)',
  units: '[role=gridcell]',
};

describe.skipIf(!hasChromium)('the page in Chromium', () => {
  let browser: Browser;
  let made: Pages;
  let web: string;
  let cycle: string;

  const clean = ({ errors, requests }: OpenPage): void => {
    expect(errors).toEqual([]);
    expect(requests).toEqual([]);
  };
  const closing = async (opened: OpenPage): Promise<void> => {
    clean(opened);
    await opened.page.context().close();
  };
  const selected = (page: Page): Promise<string | null> =>
    page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('sel'));

  /** Lets go of a file or folder over the page, as a file manager does. */
  const drop = async (page: Page, path: string): Promise<void> => {
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    // The page is covered when something is over it: what is let go of must be over the cover.
    for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  };

  beforeAll(async () => {
    made = await pages();
    [browser, web, cycle] = [
      await launch(),
      await made.make('web', ['--root', 'samples/web-application']),
      await made.make('cycle', ['--root', 'samples/ordering-cycle']),
    ];
  });
  afterAll(async () => {
    await browser.close();
    await made.remove();
  });

  for (const how of ['from disk', 'served'] as const)
    describe(`a page ${how}`, () => {
      const put = (name: string, argv: readonly string[]): Promise<string> =>
        how === 'served' ? made.serve(argv) : made.make(`${name}-from-disk`, argv);
      let web: string;
      let cycle: string;
      beforeAll(async () => {
        web = await put('web', ['--root', 'samples/web-application']);
        cycle = await put('cycle', ['--root', 'samples/ordering-cycle']);
      });

      for (const view of VIEW_NAMES)
        test(`${view}: opened by a link, with a unit selected, and nothing is complained about or requested`, async () => {
          const opened = await openPage(browser, `${web}#view=${view}&sel=nginx.service`);
          await opened.page.waitForSelector(SIGN[view] ?? '');
          expect(await opened.page.textContent('.panel h2')).toContain('nginx.service');
          expect(await opened.page.getAttribute(`[data-view="${view}"]`, 'aria-current')).toBe('page');
          await closing(opened);
        });

      test('back and forward go through what was looked at', async () => {
        const opened = await openPage(browser, `${web}#view=units`);
        const { page } = opened;
        await page.click('text=nginx.service');
        expect(await selected(page)).toBe('nginx.service');
        await page.keyboard.press('2');
        await page.waitForSelector('g.node');
        await page.goBack();
        expect(await page.getAttribute('[data-view="units"]', 'aria-current')).toBe('page');
        expect(await selected(page)).toBe('nginx.service');
        await page.goBack();
        expect(await selected(page)).toBeNull();
        await page.goForward();
        expect(await selected(page)).toBe('nginx.service');
        await closing(opened);
      });

      test('the keyboard alone finds a unit, walks the tree and the graph, tries a failure and takes it back', async () => {
        const opened = await openPage(browser, web);
        const { page } = opened;
        const press = (key: string): Promise<void> => page.keyboard.press(key);
        await press('/');
        await page.keyboard.type('nginx.s');
        await press('Enter');
        expect(await selected(page)).toBe('nginx.service');
        await press('Escape');
        await press('1');
        await press('ArrowDown');
        expect(await selected(page)).not.toBe('nginx.service');
        await press('Home');
        expect(await selected(page)).toBe('multi-user.target');
        await press('ArrowLeft');
        expect(await page.getAttribute('[role=treeitem][aria-selected=true]', 'aria-expanded')).toBe('false');
        await press('ArrowRight');
        expect(await page.getAttribute('[role=treeitem][aria-selected=true]', 'aria-expanded')).toBe('true');
        await press('2');
        await page.waitForSelector('g.node');
        await page.focus('g.node[tabindex="0"]');
        await press('ArrowLeft');
        await press('Enter');
        expect(await selected(page)).not.toBe('multi-user.target');
        const before = await page.getAttribute('svg.drawing > g', 'transform');
        await press('-');
        expect(await page.getAttribute('svg.drawing > g', 'transform')).not.toBe(before);
        await press('x');
        await ready(page, 2);
        expect(await page.textContent('.what-ifs')).toContain('fails');
        await press('b');
        await ready(page, 3);
        expect(await page.isHidden('.what-ifs')).toBe(true);
        await press('?');
        expect(await page.textContent('dialog')).toContain('find a unit');
        await press('Escape');
        // The event of its closing comes a moment after the key.
        await page.waitForSelector('dialog', { state: 'detached', timeout: 5000 });
        await press('Escape');
        expect(await selected(page)).toBeNull();
        await closing(opened);
      });

      test('every view is walked with the arrow keys, and lets go of nothing', async () => {
        const opened = await openPage(browser, web);
        const { page } = opened;
        const press = (key: string): Promise<void> => page.keyboard.press(key);
        const seen = new Set<string | null>();
        for (const key of ['1', '3', '6']) {
          await press(key);
          await press('Home');
          const first = await selected(page);
          await press('ArrowDown');
          expect(await selected(page)).not.toBe(first);
          await press('End');
          seen.add(await selected(page));
          await press('ArrowUp');
          expect(seen).not.toContain(await selected(page));
        }
        // A click on a heading, by Tab and Enter, sorts; the selection stays.
        const kept = await selected(page);
        await page.focus('[data-key="sort-needed"]');
        await press('Enter');
        expect(await page.getAttribute('[role=columnheader].needed', 'aria-sort')).toBe('ascending');
        expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.key)).toBe('sort-needed');
        expect(await selected(page)).toBe(kept);
        await closing(opened);
        const other = await openPage(browser, `${cycle}#view=cycle`);
        await other.page.focus('.ring-node');
        const before = await other.page.evaluate(() => document.activeElement?.getAttribute('data-unit'));
        await other.page.keyboard.press('ArrowRight');
        await other.page.keyboard.press('Enter');
        expect(await selected(other.page)).not.toBe(before);
        await other.page.keyboard.press('5');
        await other.page.waitForSelector('.br-list');
        await other.page.focus('.br-list button');
        await other.page.keyboard.press('Enter');
        expect(await selected(other.page)).toBeTruthy();
        await closing(other);
      });

      test('an ordering cycle is gone when its written edges are taken out, one what-if after the other', async () => {
        const opened = await openPage(browser, `${cycle}#view=cycle`);
        const { page } = opened;
        expect(await page.textContent('.say')).toContain('systemd breaks it by deleting');
        expect(await page.$$('g.ring-node.deleted')).not.toHaveLength(0);
        await page.locator('.outcome input').nth(1).check();
        expect(await page.getAttribute('g.ring-node.deleted', 'data-unit')).toBeTruthy();
        await page.getByText('What if it were gone').first().click();
        await ready(page, 2);
        expect(await page.textContent('.view')).toContain('No ordering cycle');
        await closing(opened);
      });

      for (const [what, scenario] of [
        ['and nothing is known of programs', []],
        ['in its scenario', ['--scenario', 'samples/failure-cascade/scenario.json']],
      ] as const)
        test(`the sample with a failing unit, ${what}: lost is what the command breaks says, and the target is reached where it says so`, async () => {
          const argv = ['--root', 'samples/failure-cascade', ...scenario];
          const url = await put(`cascade-${String(scenario.length)}`, argv);
          const opened = await openPage(browser, `${url}#view=breaks`);
          const { page } = opened;
          const units = 'storage database api frontend search monitoring worker@2'.split(' ').map((name) => `${name}.service`);
          for (const unit of units) {
            const { out, err, status } = await cli([
              'breaks',
              unit,
              '--json',
              '--kind',
              'fails',
              '--from',
              'multi-user.target',
              ...argv,
            ]);
            expect([err, status]).toEqual(['', 0]);
            const { cases } = JSON.parse(out) as { cases: { targetReached: boolean; lost: { unit: string }[] }[] };
            await page.evaluate((id) => { location.hash = `#view=breaks&sel=${id}`; }, unit); // prettier-ignore
            await page.waitForFunction((id) => document.querySelector('.br-list > p')?.textContent.includes(`: ${id} fails`), unit);
            const listed = (classes: string): Promise<string[]> =>
              page.$$eval(`.br-list :is(${classes}) + ul button`, (buttons) =>
                buttons.map(({ textContent }) => textContent).sort((a, b) => (a < b ? -1 : 1)),
              );
            // All of the sample is ordered: nothing is left to chance.
            expect(await listed('h2.br-race')).toEqual([]);
            const isReached = !(await page.textContent('.say'))?.includes('is not reached');
            expect({ unit, lost: await listed('h2.br-fails, h2.br-stops, h2.br-lost'), isReached }).toEqual({
              unit,
              lost: cases[0]?.lost.map((loss) => loss.unit),
              isReached: cases[0]?.targetReached,
            });
          }
          await closing(opened);
        });

      test('a folder that is dropped on the page is its units, taken as enabled, which is said', async () => {
        const folder = join(made.directory, `loose-${how}`);
        mkdirSync(folder);
        writeFileSync(join(folder, 'multi-user.target'), '[Unit]\nDescription=All\n');
        writeFileSync(join(folder, 'a.service'), '[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n');
        const opened = await openPage(browser, web);
        await drop(opened.page, folder);
        await ready(opened.page, 2);
        expect(await opened.page.textContent('.notice.mild')).toContain('1 unit is taken as enabled');
        expect(await opened.page.textContent('[role=tree]')).toContain('a.service');
        await closing(opened);
      });

      test('a folder that is chosen is its units too', async () => {
        const opened = await openPage(browser, web);
        await opened.page.keyboard.press('o');
        await opened.page.setInputFiles('#choose-folder', 'test/oracle/boots/units');
        await ready(opened.page, 2);
        await opened.page.click('[data-view="units"]');
        await opened.page.waitForSelector('[role=gridcell]');
        expect(await opened.page.textContent('[role=grid]')).toContain('measure.target');
        await closing(opened);
      });

      describe('hostile units', () => {
        const ATTACK = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1"><!--<script>';
        const NAME = 'a\\x3cscript\\x3e-__proto__.service';
        let hostile: string;

        beforeAll(async () => {
          const root = join(made.directory, `hostile-${how}`);
          const write = (path: string, text: string): void => {
            mkdirSync(dirname(join(root, path)), { recursive: true });
            writeFileSync(join(root, path), text);
          };
          const units = 'etc/systemd/system';
          write(`${units}/multi-user.target`, `[Unit]\nDescription=${ATTACK}\nWants=${NAME} constructor.service\n`);
          write(
            `${units}/${NAME}`,
            `[Unit]\nDescription=\u202Egnirts\u202C ${ATTACK}\u2028\nAfter=constructor.service\nX-Odd=${ATTACK}\n[Service]\nExecStart=/bin/echo ${ATTACK}\nEnvironment="A=\u001b[31m"\n`,
          );
          write(`${units}/constructor.service`, `[Unit]\nDescription=__proto__\n[Service]\nExecStart=/bin/true\n`);
          write(`${units}/${NAME}.d/"><svg onload=alert(1)>.conf`, `[Unit]\nDocumentation=javascript:alert(1)\n`);
          hostile = await put('hostile', ['multi-user.target', '--root', root]);
        });

        test('attack strings are text in every view', async () => {
          const opened = await openPage(browser, `${hostile}#sel=${encodeURIComponent(NAME)}`);
          const { page } = opened;
          for (const view of VIEW_NAMES) {
            await page.click(`[data-view="${view}"]`);
            await page.waitForSelector(SIGN[view] ?? '');
            expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
            expect(await page.$$('img, .view script, .panel script')).toEqual([]);
          }
          await page.waitForSelector('.panel .code');
          const text = (await page.textContent('.panel')) ?? '';
          expect(text).toContain('</script><script>window.hacked=1</script>');
          expect(text).toContain('\\u{202e}gnirts');
          expect(
            await page.evaluate(() =>
              /[\u0000-\u0008\u001b\u202a-\u202e\u2028]/.test(document.getElementById('app')?.textContent ?? ''),
            ),
          ).toBe(false);
          await closing(opened);
        });

        test('the policy stops scripts, styles and requests that somebody gets into the page', async () => {
          const { page } = await openPage(browser, hostile);
          const stopped = await page.evaluate(async () => {
            const seen = new Set<string>();
            addEventListener('securitypolicyviolation', (event) => seen.add(event.effectiveDirective));
            const add = (html: string): void => {
              const box = document.createElement('div');
              document.body.append(box);
              box.innerHTML = html;
            };
            add('<img src="http://127.0.0.1:9/x.png" onerror="window.hacked=1">');
            add('<iframe src="http://127.0.0.1:9/"></iframe><p style="color:red">');
            const script = document.createElement('script');
            script.textContent = 'window.hacked=1';
            document.body.append(script);
            await fetch('http://127.0.0.1:9/').catch(() => null);
            await new Promise((resolve) => setTimeout(resolve, 300));
            return [[...seen].sort((a, b) => (a < b ? -1 : 1)), (window as unknown as { hacked?: number }).hacked];
          });
          expect(stopped[1]).toBeUndefined();
          expect(stopped[0]).toEqual(
            expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-attr']),
          );
          await page.context().close();
        });
      });
    });

  test('the server answers for the loopback address and the page alone', async () => {
    const server = pageServer(readFileSync(new URL(web), 'utf8'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port, address } = server.address() as AddressInfo;
    expect(address).toBe('127.0.0.1');
    const status = (path: string, headers: Record<string, string>, method = 'GET'): Promise<number> =>
      new Promise((resolve) => {
        request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        }).end();
      });
    const host = `127.0.0.1:${String(port)}`;
    expect(await status('/', { host })).toBe(200);
    expect(await status('/', { host: `localhost:${String(port)}` })).toBe(200);
    // A name that somebody points at 127.0.0.1 gets nothing.
    expect(await status('/', { host: 'evil.example' })).toBe(421);
    expect(await status('/', { host: `evil.example:${String(port)}` })).toBe(421);
    expect(await status('/../../etc/passwd', { host })).toBe(404);
    expect(await status('/page.html', { host })).toBe(404);
    expect(await status('/', { host }, 'POST')).toBe(405);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('a what-if that masks a unit changes what is pulled in', async () => {
    const opened = await openPage(browser, `${web}#view=units&sel=nginx.service&if=mask:nginx.service`);
    expect(await opened.page.textContent('[role=row][aria-selected=true]')).toContain('masked');
    await closing(opened);
  });

  test('an archive is read in the page, with its links; nothing is requested', async () => {
    const archive = join(made.directory, 'units.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', 'samples/ordering-cycle', '.']);
    const opened = await openPage(browser, web);
    const { page } = opened;
    await page.keyboard.press('o');
    await page.setInputFiles('#choose-files', archive);
    await ready(page, 2);
    await page.keyboard.press('4');
    await page.waitForSelector('.view svg');
    expect(await page.textContent('.say')).toContain('systemd breaks it by deleting');
    await closing(opened);
  });

  // systemd-analyze critical-chain of this boot: measure.target @1min 1.238s, after long.service @35ms +1min 1.202s. A dump tells whole seconds.
  for (const [records, when] of [
    ['boot.json.gz', '61.2 s'],
    ['plot.svg.gz', '61.2 s'],
    ['show.txt.gz show-manager.txt', '61.2 s'],
    ['show.txt.gz', '61.2 s'],
    ['dump.txt.gz', '61.0 s'],
  ] as const)
    test(`a measured boot is the timeline of its units: ${records}`, async () => {
      const url = await made.make('measured', ['measure.target', '--unit-path', 'test/oracle/boots/units']);
      const opened = await openPage(browser, `${url}#view=timeline`);
      const { page } = opened;
      expect(await page.textContent('.say')).toContain('(simulated)');
      await page.keyboard.press('o');
      const files = records.split(' ').map((name) => `test/oracle/boots/debian12-long/${name}`);
      await page.setInputFiles('#choose-files', files);
      await ready(page, 2);
      expect(await page.textContent('.say')).toContain(`measure.target is reached after ${when} (measured)`);
      expect(await page.textContent('.notice.mild')).toContain('that of the measured boot');
      await page.evaluate(() => { location.hash = '#view=timeline&if=fail:early.service'; }); // prettier-ignore
      await ready(page, 3);
      expect(await page.textContent('.say')).toContain('(simulated)');
      expect(await page.textContent('.notice.mild')).toContain('a what-if was not measured');
      await closing(opened);
    });

  test('a file that is neither units, scenario nor record is refused, and what is open stays', async () => {
    const file = join(made.directory, 'other.json');
    writeFileSync(file, '{"a": 1}\n');
    const opened = await openPage(browser, web);
    await opened.page.keyboard.press('o');
    await opened.page.setInputFiles('#choose-files', file);
    await opened.page.getByText('no record of a boot').waitFor();
    expect(await opened.page.textContent('[role=tree]')).toContain('nginx.service');
    await closing(opened);
  });

  test('a unit for which so many wait that it is left out of the order is drawn when it is looked at', async () => {
    const opened = await openPage(browser, `${web}#view=order`);
    const { page } = opened;
    await page.waitForSelector('g.node');
    const [, left = ''] = /wait for each: ([^,. ]+\.\w+)/.exec((await page.textContent('.say')) ?? '') ?? [];
    expect(await page.$$(`g.node[data-unit="${left}"]`)).toEqual([]);
    await page.evaluate((id) => { location.hash = `#view=order&sel=${id}`; }, left); // prettier-ignore
    await page.waitForSelector(`g.node.sel[data-unit="${left}"]`);
    expect(await page.textContent('.say')).not.toContain(`wait for each: ${left}`);
    await closing(opened);
  });

  test('the drawing is saved as a picture that stands by itself', async () => {
    const opened = await openPage(browser, `${web}#view=order&sel=nginx.service`);
    const { page } = opened;
    await page.waitForSelector('g.node');
    await page.keyboard.press('e');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('dialog >> text=SVG')]);
    const svg = readFileSync(await download.path(), 'utf8');
    expect(svg).toContain('nginx.service');
    expect(svg).not.toMatch(/var\(|class=|<script/);
    await page.keyboard.press('e');
    const [png] = await Promise.all([page.waitForEvent('download'), page.click('dialog >> text=PNG')]);
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    await page.keyboard.press('e');
    const [json] = await Promise.all([page.waitForEvent('download'), page.click('dialog >> text=JSON')]);
    expect(JSON.parse(readFileSync(await json.path(), 'utf8'))).toMatchObject({ schema: 'wantedby-page-model/1' });
    await closing(opened);
  });

  for (const theme of ['light', 'dark'] as const)
    test(`axe finds nothing in any view, ${theme}`, async () => {
      for (const [url, extra] of [
        [web, '&sel=nginx.service'],
        [cycle, ''],
        [web, ''],
      ] as const) {
        const opened = await openPage(browser, `${url}#view=pulls-in${extra}`, { theme });
        const { page } = opened;
        for (const view of VIEW_NAMES) {
          await page.click(`[data-view="${view}"]`);
          await page.waitForSelector(SIGN[view] ?? '');
          await page.waitForTimeout(150);
          await page.evaluate(AXE);
          const found = await page.evaluate(async () => {
            const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
            const { violations } = await axe.run();
            return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
          }); // prettier-ignore
          expect(found, view).toEqual([]);
        }
        await closing(opened);
      }
    });

  test('a narrow window cuts nothing off: no view is wider than the page', async () => {
    const opened = await openPage(browser, `${web}#sel=nginx.service`, { width: 800, height: 600 });
    for (const view of VIEW_NAMES) {
      await opened.page.click(`[data-view="${view}"]`);
      await opened.page.waitForSelector(SIGN[view] ?? '');
      const width = await opened.page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, view).toBeLessThanOrEqual(800);
    }
    await closing(opened);
  });
});
