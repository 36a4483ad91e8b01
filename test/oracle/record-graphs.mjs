// Records the graphs that the real systemd builds from the cases in graph/, each a set of small units that shows some rules.
//
//   node test/oracle/record-graphs.mjs [CASE...]     (root, systemd 252 and the shared folder's oracle: see WANTEDBY_SHARED)
//
// graph/CASE.units has the files: `==> PATH` and the text after it, or `==> PATH -> TARGET` for a link; paths that do not start with `/` are in
// etc/systemd/system. Lines `@ WORD` before the first file: `container` (ask systemd in one), `user` (ask a user manager: of nobody, at home in
// /root and /run/user/1000), `memory-controller` (it sees one), `messages` (keep what it says).
// graph/CASE.json gets the command, the version and the graph: every edge once, in the direction that users write, with the origins at both ends.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, 'graph');
const INVERSE = {
  Requires: 'RequiredBy', Requisite: 'RequisiteOf', Wants: 'WantedBy', BindsTo: 'BoundBy', PartOf: 'ConsistsOf', Upholds: 'UpheldBy',
  Conflicts: 'ConflictedBy', After: 'Before', OnSuccess: 'OnSuccessOf', OnFailure: 'OnFailureOf', Triggers: 'TriggeredBy',
  PropagatesReloadTo: 'ReloadPropagatedFrom', PropagatesStopTo: 'StopPropagatedFrom', References: 'ReferencedBy', InSlice: 'SliceOf',
  JoinsNamespaceOf: null,
}; // prettier-ignore

/** Names of the cases, sorted. */
export function graphCases() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.units'))
    .map((name) => name.slice(0, -'.units'.length))
    .sort();
}

/** The files of a case, absolute path to text or link, and the words of its `@` lines. */
export function readCase(name) {
  const files = [];
  const words = [];
  let text = null;
  for (const line of readFileSync(join(folder, `${name}.units`), 'utf8').split('\n').slice(0, -1)) {
    const head = /^==> (\S+)(?: -> (\S+))?$/.exec(line);
    if (head) {
      const path = head[1].startsWith('/') ? head[1] : `/etc/systemd/system/${head[1]}`;
      text = head[2] === undefined ? { path, content: '' } : null;
      files.push(text ?? { path, link: head[2] });
    } else if (text) text.content += `${line}\n`;
    else if (line.startsWith('@ ')) words.push(line.slice(2));
  }
  return { files, words };
}

// What load.mjs has no switch for: lines of its sandbox, and what stands there for a case with the word.
const SANDBOX_LINES = {
  user: [
    ['--test --system', '--test --user'],
    ['env -i ', 'env -i XDG_RUNTIME_DIR=/run/user/1000 '],
    ['hostname oracle\n', 'hostname oracle\ninstall -d -o "$OR_UID" -g "$OR_UID" "$NEW/run/user/1000"\n'],
    // The system's units and settings are not the user's.
    ['rm -rf "$NEW/root/.config/systemd"\n', ''],
  ],
  'memory-controller': [
    [
      'mount -t cgroup2 -o ro cgroup2 "$NEW/sys/fs/cgroup"\n',
      'mount -t cgroup2 -o ro cgroup2 "$NEW/sys/fs/cgroup"\nprintf "memory\\n" >"$W/controllers"\n' +
        'mount --bind "$W/controllers" "$NEW/sys/fs/cgroup/cgroup.controllers"\n',
    ],
  ],
};

/** A copy of the oracle in `work` with the lines of these words. */
function oracleFor(words, oracle, work) {
  const lines = words.flatMap((word) => SANDBOX_LINES[word] ?? []);
  if (lines.length === 0) return oracle;
  cpSync(oracle, join(work, 'oracle'), { recursive: true, verbatimSymlinks: true });
  const script = join(work, 'oracle/lib/stage-load.sh');
  let text = readFileSync(script, 'utf8');
  for (const [from, to] of lines) {
    if (!text.includes(from)) throw new Error(`${script}: the line ${from.trim()} is not there`);
    text = text.replace(from, () => to);
  }
  writeFileSync(script, text);
  return join(work, 'oracle');
}

// load.mjs reads it from a message that a user manager words otherwise.
function installedVersion() {
  const found = /\((.+?)\)/.exec(execFileSync('systemctl', ['--version'], { encoding: 'utf8' }));
  return `systemd ${found?.[1] ?? ''}`;
}

/** Asks systemd for the graph of a case. `oracle` is an unpacked copy of the shared folder. */
export function askSystemd(name, oracle) {
  const { files, words } = readCase(name);
  const work = mkdtempSync(join(tmpdir(), 'record-graph-'));
  try {
    const root = join(work, 'root');
    for (const { path, content, link } of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      if (link === undefined) writeFileSync(join(root, path), content);
      else symlinkSync(link, join(root, path));
    }
    const options = ['--root', root, '--generators', 'none', '--unit', 'all.target', '--props', 'none'];
    if (words.includes('container')) options.push('--virt', 'other');
    const text = execFileSync(process.execPath, [join(oracleFor(words, join(oracle, 'oracle'), work), 'load.mjs'), ...options], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const dump = JSON.parse(text);
    const command = `load.mjs ${options.join(' ').replace(root, name)}`;
    return { command, systemd: dump.systemd ?? installedVersion(), ...compact(dump, words.includes('messages')) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function compact(dump, withMessages) {
  const units = {};
  const has = (from, kind, to) => dump.units[from]?.deps[kind]?.some((edge) => edge.unit === to);
  for (const [id, unit] of Object.entries(dump.units)) {
    const deps = {};
    for (const [kind, inverse] of Object.entries(INVERSE)) {
      const list = unit.deps[kind] ?? [];
      if (list.length > 0)
        deps[kind] = list.map(({ unit: other, origin, destination }) => `${other} ${origin.join('+') || '-'} ${destination.join('+') || '-'}`);
      // An edge stands at both ends: one of them is enough.
      for (const edge of list) if (inverse && !has(edge.unit, inverse, id)) throw new Error(`${id} ${kind} ${edge.unit}: no inverse`);
      for (const edge of (inverse && unit.deps[inverse]) ?? [])
        if (!has(edge.unit, kind, id)) throw new Error(`${id} ${inverse} ${edge.unit}: no inverse`);
    }
    units[id] = {
      state: unit.loadError ? `${unit.loadState} ${unit.loadError}` : unit.loadState,
      ...(unit.names.length > 1 ? { names: unit.names } : {}),
      ...(unit.fragmentPath ? { file: unit.fragmentPath } : {}),
      ...(unit.dropInPaths.length > 0 ? { dropIns: unit.dropInPaths } : {}),
      ...(unit.description === id ? {} : { description: unit.description }),
      ...(unit.loadState === 'loaded' && !unit.defaultDependencies ? { defaults: false } : {}),
      ...(unit.requiresMountsFor.length > 0
        ? { paths: unit.requiresMountsFor.map(({ path, origin }) => `${path} ${origin.join('+')}`) }
        : {}),
      deps,
    };
  }
  const messages = dump.messages
    .filter((message) => message.kind === 'syntax' || (message.kind !== 'transaction' && !message.text.startsWith('Cannot add dependency job')))
    .map(({ level, text }) => `${level} ${text}`);
  return { units, ...(withMessages ? { messages: [...new Set(messages)].sort() } : {}) };
}

/** One unit a line: what a new systemd changes can be read in a difference. */
export function show({ command, systemd, messages, units }) {
  const lines = Object.keys(units)
    .sort()
    .map((id) => `    ${JSON.stringify(id)}: ${JSON.stringify(units[id])}`);
  const said = messages ? `  "messages": [\n${messages.map((text) => `    ${JSON.stringify(text)}`).join(',\n')}\n  ],\n` : '';
  return `{\n  "command": ${JSON.stringify(command)},\n  "systemd": ${JSON.stringify(systemd)},\n${said}  "units": {\n${lines.join(',\n')}\n  }\n}\n`;
}

function record() {
  const shared = resolve(here, '../..', process.env.WANTEDBY_SHARED ?? '../shared');
  const work = mkdtempSync(join(tmpdir(), 'record-graphs-'));
  try {
    execFileSync('sh', [join(shared, 'unpack.sh'), join(work, 'copy')], { stdio: 'ignore' });
    const asked = process.argv.slice(2);
    for (const name of asked.length > 0 ? asked : graphCases()) {
      writeFileSync(join(folder, `${name}.json`), show(askSystemd(name, join(work, 'copy'))));
      process.stdout.write(`${name}\n`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) record();
