// Is "so much earlier" true? Boots scenarios, lets `late` say from the stamps what would help, applies each change to the unit files for real, boots again
// and compares. Use: record.mjs SHARED_COPY ROOT_TREE CLI.mjs > savings.json (needs root; CLI.mjs is the built program).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [shared, root, cli] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'savings-'));
const EACH_MAX = 3;
const SCENARIOS = ['critical-chain', 'simple-chain', 'parallel-start', 'before-order', 'target-chain', 'oneshot-remain', 'start-post-slow', 'forking', 'notify-late', 'job-timeout', 'timeout-start', 'timeout-abort', 'notify-timeout', 'requires-fail-after', 'requires-fail-recursive', 'restart-oneshot-dependents', 'dbus-type', 'remain-after-exit-simple', 'missing-wants', 'success-exit-status', 'condition-skip', 'on-success', 'exec-condition-fail', 'requisite-active', 'failure-action', 'alias', 'drop-in', 'start-pre-fail', 'start-pre-ignored', 'idle-start-pre', 'template-instance', 'on-failure', 'path-activation', 'requires-fail-no-after', 'cycle-wants'];

const RUNS = 3;
/** When the start of a unit ended, in ms since the units were loaded: the middle of some boots. */
function boot(unitPath, unit, asked) {
  const found = [];
  let document;
  for (let run = 0; run < RUNS; run++) {
    const out = execFileSync(process.execPath, [join(shared, 'oracle/boot.mjs'), '--unit', unit, '--base', 'none', '--timeout', '15', '--unit-path', unitPath.join(':')], { encoding: 'utf8', env: { ...process.env, ORACLE_ROOT: root }, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
    const each = JSON.parse(out);
    document ??= each;
    const { activeEnter, inactiveEnter } = each.units[asked] ?? {};
    found.push((activeEnter ?? inactiveEnter) - each.manager.unitsLoadFinish);
  }
  return { document, end: found.sort((a, b) => a - b)[RUNS >> 1] };
}

/** The change as files of a directory that goes before the others; null where it cannot be made by files. */
function apply(change, dirs) {
  const over = mkdtempSync(join(scratch, 'over-'));
  const edit = (name, by) => {
    const from = dirs.map((dir) => join(dir, name)).find((path) => existsSync(path));
    if (from === undefined) return false;
    const before = readFileSync(from, 'utf8');
    const after = by(before);
    writeFileSync(join(over, name), after);
    return after !== before;
  };
  const without = (key, unit) => (text) => text.replace(new RegExp(`^(${key}=.*?)\\b${unit.replaceAll('.', '\\.')}`, 'gm'), '$1');
  if (change.kind === 'gone') symlinkSync('/dev/null', join(over, change.unit));
  else if (change.kind === 'instant') {
    // A loop that never ends does not get faster by sleeping less.
    if (!edit(change.unit, (text) => (/while/.test(text) ? text : text.replace(/sleep [\d.]+/g, 'sleep 0')))) return null;
  } else {
    const one = edit(change.after, without('After', change.before));
    const other = edit(change.before, without('Before', change.after));
    if (!one && !other) return null;
  }
  return over;
}

const rows = [];
for (const name of SCENARIOS) {
  const dirs = [join(shared, 'scenarios', name), join(shared, 'scenarios/_base')];
  const { target } = JSON.parse(readFileSync(join(dirs[0], 'scenario.json'), 'utf8'));
  const base = boot(dirs, target, target);
  const record = join(scratch, `${name}.json`);
  writeFileSync(record, JSON.stringify(base.document));
  const facts = join(scratch, 'facts.json');
  writeFileSync(facts, JSON.stringify({ container: 'container-other', sysReadOnly: true }));
  const late = JSON.parse(execFileSync(process.execPath, [cli, 'late', target, '--from', target, '--unit-path', dirs.join(':'), '--enable', 'none', '--facts', facts, '--measured', record, '--json', '-q'], { encoding: 'utf8' }));
  for (const { change, saved } of late.savings.slice(0, EACH_MAX)) {
    const over = apply(change, dirs);
    if (over === null) continue;
    const changed = boot([over, ...dirs], target, target);
    const words = change.kind === 'order' ? `${change.after} not after ${change.before}` : change.kind === 'gone' ? `${change.unit} masked` : `${change.unit} at once`;
    rows.push({ scenario: name, unit: target, change: words, before: Math.round(base.end), told: Math.round(saved * 1000), after: Math.round(changed.end), real: Math.round(base.end - changed.end) });
    process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
  }
}
rmSync(scratch, { recursive: true });
process.stdout.write(`[\n${rows.map((row) => ` ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
