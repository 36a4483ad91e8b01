// Boots units/CASE with the oracle's boot.mjs and keeps the stamps, what critical-chain says of app.service, and which job released which.
// Use: record.mjs SHARED_COPY ROOT_TREE > cases.json (needs root).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [shared, root] = process.argv.slice(2);
const units = fileURLToPath(new URL('units', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'chain-'));
const cases = {};
for (const name of readdirSync(units).sort()) {
  const raw = join(scratch, 'raw');
  const options = ['--unit', 'case.target', '--base', 'none', '--unit-path', join(units, name), '--settle', '4', '--raw', raw];
  const boot = JSON.parse(execFileSync(process.execPath, [join(shared, 'oracle/boot.mjs'), ...options], { encoding: 'utf8', env: { ...process.env, ORACLE_ROOT: root }, maxBuffer: 1 << 28 }));
  const lines = readFileSync(raw, 'utf8').split('\n').map((line) => line.replace(/^[\d.]+ /, '').replace(/\r$/, '').replace(/\x1b\[[0-9;]*[A-Za-z]/g, ''));  
  const chain = lines.slice(lines.indexOf('CRITICAL-CHAIN') + 1, lines.indexOf('END')).filter((line) => !line.startsWith('<'));
  const keep = ['job-installed', 'held-back', 'job-finished', 'restart'];
  const log = boot.events.filter(({ kind }) => keep.includes(kind)).map(({ t, kind, unit, type, waitsFor, result }) => [t, kind, unit, type ?? waitsFor ?? '', result ?? ''].join(' ').trim());
  const stamps = Object.fromEntries(Object.entries(boot.units).map(([unit, { jobs: _jobs, ...rest }]) => [unit, { ...rest, jobs: [] }]));
  cases[name] = { boot: { schema: boot.schema, systemd: boot.systemd, manager: boot.manager, units: stamps }, criticalChain: chain, log };
}
rmSync(scratch, { recursive: true });
process.stdout.write(`${JSON.stringify({ command: 'boot.mjs --unit case.target --base none --unit-path units/CASE --settle 4 --raw RAW; in it: systemd-analyze --no-pager critical-chain app.service', cases }, null, 1)}\n`);
