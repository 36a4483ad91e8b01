import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareBytes } from '../../../src/base/compare.js';
import { findingList } from '../../../src/diagnostic/finding.js';
import type { FileSystem } from '../../../src/host/file-system.js';
import { memoryFileSystem, type MemoryFile } from '../../../src/host/memory-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../../src/load/facts.js';
import { runGenerators, runUserGenerators } from '../../../src/load/generators/index.js';
import { systemSearchPath } from '../../../src/load/search-path.js';

/** A file of a tree: its text, a link, or a program (executable). */
export type CaseFile = string | { readonly link: string } | { readonly program: string };

/** What generators are run over. */
export interface GeneratorCase {
  /** A sentence: the rule that it shows. */
  readonly name: string;
  readonly files?: Readonly<Record<string, CaseFile>>;
  /** The generators to run; all where absent. */
  readonly only?: readonly string[];
  /** A directory to take as the tree instead of `files`. */
  readonly tree?: string;
  readonly facts?: Partial<Pick<Facts, 'container' | 'initrd' | 'sysReadOnly' | 'kernelCommandLine' | 'environment'>>;
  /** Those of the manager of a user with this home, and no others. */
  readonly home?: string;
}

/** Path below /run/systemd to text, or to `-> TARGET` for a link. */
export type Output = Readonly<Record<string, string>>;

const USER_GENERATORS = ['user/systemd-xdg-autostart-generator'];

const script = join(dirname(fileURLToPath(import.meta.url)), 'real-generators.sh');

/** May the real generators be run here? They need root, and name spaces. */
export function hasRealGenerators(): boolean {
  if (!existsSync('/usr/lib/systemd/system-generators/systemd-fstab-generator') || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', '--pid', '--fork', '--uts', '--ipc', '--net', 'mount', '-t', 'tmpfs', 'x', '/mnt'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** What the machine's generators write for each case, in that order, and what they say. */
export function runReal(cases: readonly GeneratorCase[]): { readonly output: Output; readonly log: readonly string[] }[] {
  const directory = mkdtempSync(join(tmpdir(), 'wantedby-generators-'));
  const nameOf = (i: number): string => String(i).padStart(5, '0');
  try {
    for (const [i, one] of cases.entries()) {
      const base = join(directory, nameOf(i));
      const root = join(base, 'root');
      mkdirSync(root, { recursive: true });
      if (one.tree !== undefined) cpSync(one.tree, root, { recursive: true, verbatimSymlinks: true });
      for (const [path, file] of Object.entries(one.files ?? {})) {
        mkdirSync(dirname(root + path), { recursive: true });
        if (typeof file === 'string') writeFileSync(root + path, file);
        else if ('link' in file) symlinkSync(file.link, root + path);
        else {
          writeFileSync(root + path, file.program);
          chmodSync(root + path, 0o755);
        }
      }
      if (one.only !== undefined) writeFileSync(join(base, 'generators'), one.only.join('\n'));
      if (one.home !== undefined) writeFileSync(join(base, 'generators'), USER_GENERATORS.join('\n'));
      const facts = one.facts ?? {};
      writeFileSync(join(base, 'cmdline'), facts.kernelCommandLine ?? '');
      const variables = Object.entries({ ...(one.home === undefined ? {} : { HOME: one.home }), ...facts.environment });
      if (facts.initrd === true) variables.push(['SYSTEMD_IN_INITRD', '1']);
      if (variables.length > 0) writeFileSync(join(base, 'env'), variables.map(([name, value]) => `${name}=${value}\n`).join(''));
      let setup = '';
      if (facts.sysReadOnly === true) setup += 'mount --bind sys sys; mount -o remount,bind,ro sys\n';
      if (typeof facts.container === 'string') setup += `echo ${facts.container} >run/systemd/container\n`;
      if (setup !== '') writeFileSync(join(base, 'setup'), setup);
    }
    execFileSync('bash', [script, directory], { stdio: 'ignore' });
    return cases.map((_, i) => {
      const base = join(directory, nameOf(i));
      const output: Record<string, string> = {};
      for (const [name, kind] of [
        ['early', '.early'],
        ['late', '.late'],
        ['normal', ''],
      ] as const) {
        readTree(join(base, 'out', name), `generator${kind}`, output);
      }
      return {
        output: sorted(output),
        log: readFileSync(join(base, 'log'), 'utf8')
          .split('\n')
          .filter((line) => line !== ''),
      };
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readTree(directory: string, path: string, output: Record<string, string>): void {
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    const status = lstatSync(file);
    if (status.isSymbolicLink()) output[`${path}/${name}`] = `-> ${readlinkSync(file)}`;
    else if (status.isDirectory()) readTree(file, `${path}/${name}`, output);
    else output[`${path}/${name}`] = readFileSync(file, 'utf8');
  }
}

const sorted = (output: Record<string, string>): Output =>
  Object.fromEntries(Object.entries(output).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** The tree of a case in memory. */
export function caseFileSystem(one: GeneratorCase): FileSystem {
  const files = Object.entries(one.files ?? {}).map(([path, file]): readonly [string, MemoryFile] => [
    path,
    typeof file === 'string' || 'link' in file ? file : { content: file.program, mode: 0o755 },
  ]);
  return memoryFileSystem(files);
}

const NOBODY = { name: 'u', uid: 7, gid: 7, group: 'u', shell: '/bin/sh', runtimeDirectory: '/run/user/7' };

const SEARCH_PATH = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/lib/systemd/system',
  '/usr/lib/systemd/system',
];

/** What our generators make of a case. The paths of stock units are given as Debian has them. */
export function runOurs(
  one: GeneratorCase,
  fileSystem = caseFileSystem(one),
): { readonly output: Output; readonly findings: ReturnType<typeof findingList>['findings'] } {
  const sink = findingList();
  const user = one.home === undefined ? null : { ...NOBODY, home: one.home };
  const input = { fileSystem, facts: { ...DEFAULT_FACTS, user, ...one.facts }, searchPath: SEARCH_PATH, sink };
  const made = user === null ? runGenerators(input) : runUserGenerators(input, systemSearchPath().generatorDirectories);
  const output: Record<string, string> = {};
  for (const { path, content, source } of made) {
    if (one.only !== undefined && !one.only.includes(source.generator)) continue;
    const text = typeof content === 'string' ? content : `-> ${content.link}`;
    output[path.replace('/run/systemd/', '')] = text.replace(/(^-> |=)\/usr\/lib\/systemd\//gm, '$1/lib/systemd/');
  }
  return { output: sorted(output), findings: sink.findings };
}

/**
 * Puts the parts into one form that systemd leaves to chance: the order of lines in services of init scripts, and whose alias it
 * is where two scripts provide the same name.
 */
export function withoutChance(output: Output): Output {
  return Object.fromEntries(
    Object.entries(output).map(([path, text]) => {
      if (!path.startsWith('generator.late/')) return [path, text];
      if (/^generator\.late\/[^/]+\.service$/.test(path) && text.startsWith('-> ')) return [path, '-> a script'];
      return [path, text.split('\n').sort(compareBytes).join('\n')];
    }),
  );
}
