import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MemoryFile } from '../../src/host/memory-file-system.js';

/** What must come of one hostile thing. */
export interface HostileExpectation {
  /** The thing itself, a path inside the tree. */
  readonly path: string;
  /** What it is. */
  readonly what: string;
  /** The unit that it stands for or belongs to; absent where there is none. */
  readonly unit?: string;
  /**
   * The load state that systemd 252.39 gives that unit, or the unit it is an alias of (`load.mjs --root ROOT --generators none --unit UNIT`, run
   * on this very tree with 1,000 links). Absent where systemd cannot be asked.
   */
  readonly loadState?: 'loaded' | 'not-found' | 'error' | 'bad-setting';
  /** True where a user must be told of it, whether systemd does or not. */
  readonly diagnosed: boolean;
  /** True where systemd 252 itself waits for ever: it opens the FIFO. */
  readonly blocksSystemd?: true;
  /** True where it holds only for a process that is not root: root reads everything. */
  readonly notForRoot?: true;
}

/** A tree made to do harm, and what is around it. */
export interface HostileTree {
  /** The tree, for `--root`. */
  readonly root: string;
  /** A folder beside the tree that its links try to reach. */
  readonly outside: string;
  /** Stands in a file of `outside`; in no output may it appear. */
  readonly secret: string;
  /** Would be there if anything of the tree had been executed. */
  readonly executedMark: string;
  readonly expectations: readonly HostileExpectation[];
}

/** How much of everything. */
export interface HostileSize {
  /** Links in the chain of aliases. */
  readonly linkCount: number;
  /** Bytes of the long line. */
  readonly lineLength: number;
}

const SYSTEM = 'etc/systemd/system';
const NAME_LENGTH_MAX = 255;
const SECRET = 'wantedby-hostile-secret';

/** `prefix`, then as many `n` as make the name of a service `length` bytes long. */
function serviceNameOfLength(prefix: string, length: number): string {
  return `${prefix}${'n'.repeat(length - prefix.length - '.service'.length)}.service`;
}

/**
 * Builds in `directory`, which must be empty, a tree that is as unfriendly as a user may build one without being root: binary files, a line of
 * 10 MB, a chain of 100,000 links, link loops, links out of the root, directories and FIFOs named like units, invalid UTF-8, NUL,
 * unreadable files, names of 255 bytes (a file system allows no more: `longNameFiles` has those of 300). Removing it is the caller's
 * business; `rmSync` with `recursive` does it.
 */
export function makeHostileTree(
  directory: string,
  { linkCount, lineLength }: HostileSize = { linkCount: 100_000, lineLength: 10_000_000 },
): HostileTree {
  const root = join(directory, 'root');
  const outside = join(directory, 'outside');
  const executedMark = join(outside, 'executed');
  const expectations: HostileExpectation[] = [];
  const expectThat = (path: string, what: string, rest: Omit<HostileExpectation, 'path' | 'what'>): void => {
    expectations.push({ path, what, ...rest });
  };
  const put = (path: string, content: string | Uint8Array): string => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const link = (path: string, target: string): void => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(target, file);
  };
  const text = (description: string): string => `[Unit]\nDescription=${description}\n[Service]\nExecStart=/bin/true\n`;

  mkdirSync(outside, { recursive: true });
  writeFileSync(join(outside, 'secret.service'), text(SECRET));
  mkdirSync(join(outside, 'secret.d'));
  writeFileSync(join(outside, 'secret.d', 'secret.conf'), `[Unit]\nDescription=${SECRET}\n`);

  // A target that wants all there is, so that one look loads all.
  put(`${SYSTEM}/default.target`, '[Unit]\nDescription=Everything hostile\nAllowIsolate=yes\n');
  for (const name of ['sysinit', 'basic', 'shutdown', 'rescue'])
    put(`${SYSTEM}/${name}.target`, '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\n');
  put(`${SYSTEM}/good.service`, text('A good unit among bad ones'));
  expectThat(`/${SYSTEM}/good.service`, 'a good unit', { unit: 'good.service', loadState: 'loaded', diagnosed: false });

  // Contents.
  const noise = new Uint8Array(65_536);
  for (let index = 0; index < noise.length; index++) noise[index] = (index * 2_654_435_761) >>> 24;
  put(`${SYSTEM}/binary.service`, noise);
  expectThat(`/${SYSTEM}/binary.service`, 'a binary file', { unit: 'binary.service', loadState: 'error', diagnosed: true });
  put(`${SYSTEM}/zeros.service`, new Uint8Array(1_000_000));
  expectThat(`/${SYSTEM}/zeros.service`, 'a million NUL bytes', {
    unit: 'zeros.service',
    loadState: 'bad-setting',
    diagnosed: true,
  });
  put(`${SYSTEM}/long-line.service`, `[Unit]\nDescription=${'x'.repeat(lineLength)}\n[Service]\nExecStart=/bin/true\n`);
  expectThat(`/${SYSTEM}/long-line.service`, 'a line of 10 MB', { unit: 'long-line.service', loadState: 'error', diagnosed: true });
  const piece = `\\\n${'x'.repeat(1000)}`;
  put(`${SYSTEM}/long-continued.service`, `[Unit]\nDescription=a${piece.repeat(lineLength / 1000)}\n`);
  expectThat(`/${SYSTEM}/long-continued.service`, 'a line of many continuations, too long when joined', {
    unit: 'long-continued.service',
    loadState: 'error',
    diagnosed: true,
  });
  put(`${SYSTEM}/no-newline.service`, 'x'.repeat(lineLength));
  expectThat(`/${SYSTEM}/no-newline.service`, 'one long line and nothing else', {
    unit: 'no-newline.service',
    loadState: 'error',
    diagnosed: true,
  });
  put(
    `${SYSTEM}/utf8.service`,
    Buffer.concat([Buffer.from('[Unit]\nDescription='), Buffer.of(0xc3, 0x28, 0xff), Buffer.from('\n')]),
  );
  expectThat(`/${SYSTEM}/utf8.service`, 'invalid UTF-8', { unit: 'utf8.service', loadState: 'error', diagnosed: true });
  put(`${SYSTEM}/nul.service`, '[Unit]\nDescription=before\0after=1\n[Service]\nExecStart=/bin/true\n');
  expectThat(`/${SYSTEM}/nul.service`, 'a NUL in a value', { unit: 'nul.service', loadState: 'loaded', diagnosed: true });
  put(`${SYSTEM}/control.service`, '[Unit]\nDescription=\x1b[2J\x1b]0;title\x07clear\n[Service]\nExecStart=/bin/true\n');
  expectThat(`/${SYSTEM}/control.service`, 'terminal control sequences, to be shown escaped', {
    unit: 'control.service',
    loadState: 'loaded',
    diagnosed: false,
  });
  put(`${SYSTEM}/many-sections.service`, '[X-a]\n[Unit]\n'.repeat(20_000) + '[Service]\nExecStart=/bin/true\n');
  expectThat(`/${SYSTEM}/many-sections.service`, '40,000 section headers', {
    unit: 'many-sections.service',
    loadState: 'loaded',
    diagnosed: false,
  });
  put(`${SYSTEM}/many-unknown.service`, `[Unit]\n${'Unknwon=1\n'.repeat(20_000)}[Service]\nExecStart=/bin/true\n`);
  expectThat(`/${SYSTEM}/many-unknown.service`, '20,000 unknown keys', {
    unit: 'many-unknown.service',
    loadState: 'loaded',
    diagnosed: true,
  });
  put(`${SYSTEM}/ping@.service`, '[Unit]\nWants=pong@%ix.service\n[Service]\nExecStart=/bin/true\n');
  put(`${SYSTEM}/pong@.service`, '[Unit]\nWants=ping@%ix.service\n[Service]\nExecStart=/bin/true\n');
  expectThat(`/${SYSTEM}/ping@.service`, 'two templates whose instances want longer ones of each other, up to 255 bytes', {
    unit: 'ping@x.service',
    loadState: 'loaded',
    diagnosed: true,
  });
  put(`${SYSTEM}/grow@.service`, '[Unit]\nWants=grow@%ix.service\n[Service]\nExecStart=/bin/true\n');
  expectThat(`/${SYSTEM}/grow@.service`, 'a template whose instances want longer ones of itself: systemd drops the word', {
    unit: 'grow@x.service',
    loadState: 'loaded',
    diagnosed: false,
  });

  // Things that are no files.
  mkdirSync(join(root, SYSTEM, 'directory.service'));
  expectThat(`/${SYSTEM}/directory.service`, 'a directory', { unit: 'directory.service', loadState: 'not-found', diagnosed: true });
  execFileSync('mkfifo', [join(root, SYSTEM, 'fifo.service')]);
  expectThat(`/${SYSTEM}/fifo.service`, 'a FIFO', { unit: 'fifo.service', loadState: 'not-found', diagnosed: true });
  link(`${SYSTEM}/to-fifo.service`, '/srv/fifo');
  mkdirSync(join(root, 'srv'), { recursive: true });
  execFileSync('mkfifo', [join(root, 'srv/fifo')]);
  expectThat(`/${SYSTEM}/to-fifo.service`, 'a link to a FIFO', { unit: 'to-fifo.service', diagnosed: true, blocksSystemd: true });
  link(`${SYSTEM}/to-directory.service`, '/srv');
  expectThat(`/${SYSTEM}/to-directory.service`, 'a link to a directory', {
    unit: 'to-directory.service',
    loadState: 'error',
    diagnosed: true,
  });
  put(`${SYSTEM}/good.service.d/directory.conf/x.conf`, '');
  expectThat(`/${SYSTEM}/good.service.d/directory.conf`, 'a directory in place of a drop-in', {
    unit: 'good.service',
    loadState: 'loaded',
    diagnosed: true,
  });
  put(`${SYSTEM}/fifo-drop-in.service`, text('Its drop-in is a FIFO'));
  mkdirSync(join(root, SYSTEM, 'fifo-drop-in.service.d'));
  execFileSync('mkfifo', [join(root, SYSTEM, 'fifo-drop-in.service.d/fifo.conf')]);
  expectThat(`/${SYSTEM}/fifo-drop-in.service.d/fifo.conf`, 'a FIFO in place of a drop-in', {
    unit: 'fifo-drop-in.service',
    diagnosed: true,
    blocksSystemd: true,
  });
  put(`${SYSTEM}/file.service.d`, 'a file in place of a drop-in directory\n');
  put(`${SYSTEM}/file.service`, text('Its drop-in directory is a file'));
  expectThat(`/${SYSTEM}/file.service.d`, 'a file in place of a drop-in directory', {
    unit: 'file.service',
    loadState: 'loaded',
    diagnosed: false,
  });

  // Links.
  for (let index = 0; index < linkCount; index++)
    link(`${SYSTEM}/chain-${String(index)}.service`, `chain-${String(index + 1)}.service`);
  put(`${SYSTEM}/chain-${String(linkCount)}.service`, text('The end of a chain of links'));
  expectThat(`/${SYSTEM}/chain-0.service`, 'the start of a long chain of aliases', {
    unit: 'chain-0.service',
    loadState: 'not-found',
    diagnosed: true,
  });
  expectThat(`/${SYSTEM}/chain-${String(linkCount - 3)}.service`, 'three links before the end of that chain', {
    unit: `chain-${String(linkCount - 3)}.service`,
    loadState: 'loaded',
    diagnosed: false,
  });
  for (let index = 0; index < 100; index++) link(`srv/link-${String(index)}`, `link-${String(index + 1)}`);
  put('srv/link-100', text('Beyond forty links'));
  link(`${SYSTEM}/linked-chain.service`, '/srv/link-0');
  expectThat(`/${SYSTEM}/linked-chain.service`, 'a linked unit at the end of more links than the kernel follows', {
    unit: 'linked-chain.service',
    loadState: 'not-found',
    diagnosed: true,
  });
  link(`${SYSTEM}/loop-a.service`, 'loop-b.service');
  link(`${SYSTEM}/loop-b.service`, 'loop-a.service');
  expectThat(`/${SYSTEM}/loop-a.service`, 'two aliases of each other', {
    unit: 'loop-a.service',
    loadState: 'not-found',
    diagnosed: true,
  });
  link(`${SYSTEM}/self.service`, 'self.service');
  expectThat(`/${SYSTEM}/self.service`, 'an alias of itself', { unit: 'self.service', loadState: 'not-found', diagnosed: false });
  link('srv/ring', 'ring');
  link(`${SYSTEM}/linked-loop.service`, '/srv/ring');
  expectThat(`/${SYSTEM}/linked-loop.service`, 'a link to a link to itself', {
    unit: 'linked-loop.service',
    loadState: 'not-found',
    diagnosed: true,
  });
  link(`${SYSTEM}/good.service.wants`, 'good.service.wants');
  expectThat(`/${SYSTEM}/good.service.wants`, 'a directory of dependencies that is a link to itself', {
    unit: 'good.service',
    loadState: 'loaded',
    diagnosed: false,
  });
  link(`${SYSTEM}/default.target.requires`, '.');
  link(`${SYSTEM}/nested`, '.');
  expectThat(`/${SYSTEM}/default.target.requires`, 'the directory of units as a directory of dependencies', {
    unit: 'default.target',
    diagnosed: true,
    blocksSystemd: true,
  });
  const up = '../'.repeat(40);
  link(`${SYSTEM}/escape-relative.service`, `${up}${join(outside, 'secret.service').slice(1)}`);
  expectThat(`/${SYSTEM}/escape-relative.service`, 'a link that climbs out of the root', {
    unit: 'escape-relative.service',
    loadState: 'not-found',
    diagnosed: true,
  });
  link(`${SYSTEM}/escape-absolute.service`, join(outside, 'secret.service'));
  expectThat(`/${SYSTEM}/escape-absolute.service`, 'a link to an absolute path outside', {
    unit: 'escape-absolute.service',
    loadState: 'not-found',
    diagnosed: true,
  });
  link('srv/way-out', '../../outside');
  link(`${SYSTEM}/escape-by-directory.service`, '/srv/way-out/secret.service');
  expectThat(`/${SYSTEM}/escape-by-directory.service`, 'a link through a linked directory that leads out', {
    unit: 'escape-by-directory.service',
    loadState: 'not-found',
    diagnosed: true,
  });
  link(`${SYSTEM}/escape-drop-in.service.d`, join(outside, 'secret.d'));
  put(`${SYSTEM}/escape-drop-in.service`, text('Its drop-ins would be outside'));
  expectThat(`/${SYSTEM}/escape-drop-in.service.d`, 'a drop-in directory outside', {
    unit: 'escape-drop-in.service',
    loadState: 'loaded',
    diagnosed: false,
  });
  link('etc/fstab', join(outside, 'secret.service'));
  link('usr/lib/systemd/system', join(outside));
  expectThat('/usr/lib/systemd/system', 'a search directory that is a link out of the root', { diagnosed: false });

  // Names, as long as a disk allows.
  const longest = serviceNameOfLength('longest-', NAME_LENGTH_MAX);
  put(`${SYSTEM}/${longest}`, text('A name of 255 bytes'));
  expectThat(`/${SYSTEM}/${longest}`, 'a name of 255 bytes', { unit: longest, loadState: 'loaded', diagnosed: false });
  for (const name of [' .service', 'new\nline.service', '-.service', '@.service', 'ünit.service', '.service', '$(touch x).service'])
    put(`${SYSTEM}/${name}`, text('An unlikely name'));
  expectThat(`/${SYSTEM}/new\nline.service`, 'a line break in a name', { diagnosed: false });
  put(
    `${SYSTEM}/names.service`,
    `[Unit]\nWants=${'w'.repeat(300)}.service\nAfter=a/b.service .service\n[Service]\nExecStart=/bin/true\n`,
  );
  expectThat(`/${SYSTEM}/names.service`, 'dependencies on names that no unit can have', {
    unit: 'names.service',
    loadState: 'loaded',
    diagnosed: true,
  });

  // Rights.
  chmodSync(put(`${SYSTEM}/unreadable.service`, text('Nobody may read this')), 0);
  expectThat(`/${SYSTEM}/unreadable.service`, 'a file without any right', {
    unit: 'unreadable.service',
    diagnosed: true,
    notForRoot: true,
  });
  const closed = dirname(put(`${SYSTEM}/closed.service.d/closed.conf`, '[Unit]\nDescription=Nobody may look here\n'));
  chmodSync(closed, 0);
  put(`${SYSTEM}/closed.service`, text('Its drop-ins may not be read'));
  expectThat(`/${SYSTEM}/closed.service.d`, 'a drop-in directory without any right', {
    unit: 'closed.service',
    diagnosed: true,
    notForRoot: true,
  });

  // Nothing of these may run.
  const script = `#!/bin/sh\ntouch '${executedMark}'\n`;
  for (const path of [
    'usr/lib/systemd/system-generators/evil',
    'etc/systemd/system-generators/evil',
    'etc/init.d/evil',
    'sbin/fsck.ext4',
  ])
    chmodSync(put(path, script), 0o755);

  return { root, outside, secret: SECRET, executedMark, expectations };
}

/** For the memory file system: unit files, drop-ins and links whose names have 300 bytes, more than a disk allows or a unit may have. */
export function longNameFiles(): Readonly<Record<string, MemoryFile>> {
  const name = serviceNameOfLength('long-', 300);
  const text = '[Service]\nExecStart=/bin/true\n';
  return {
    '/etc/systemd/system/short.service': text,
    [`/etc/systemd/system/${name}`]: text,
    [`/etc/systemd/system/${name}.d/x.conf`]: text,
    [`/etc/systemd/system/short.service.d/${'c'.repeat(300)}.conf`]: '[Unit]\nDescription=from a drop-in with a long name\n',
    [`/etc/systemd/system/short.service.wants/${name}`]: { link: `../${name}` },
    '/etc/systemd/system/alias.service': { link: name },
  };
}

/** For the memory file system: `count` services, each of which wants and follows the next; no recursion may depend on its length. */
export function dependencyChainFiles(count: number): Map<string, MemoryFile> {
  const files = new Map<string, MemoryFile>();
  for (let index = 0; index < count; index++) {
    const next = index + 1 < count ? `[Unit]\nWants=d${String(index + 1)}.service\nAfter=d${String(index + 1)}.service\n` : '';
    files.set(`/etc/systemd/system/d${String(index)}.service`, `${next}[Service]\nExecStart=/bin/true\n`);
  }
  return files;
}

/**
 * For the memory file system: two templates whose instances want two more of each other, twice as many at every step. systemd has a guard
 * against a template that wants itself, none against this: a program that comes to an end must say which limit it put.
 */
export const TEMPLATE_BOMB: Readonly<Record<string, MemoryFile>> = {
  '/etc/systemd/system/tick@.service': '[Unit]\nWants=tock@%i0.service tock@%i1.service\n[Service]\nExecStart=/bin/true\n',
  '/etc/systemd/system/tock@.service': '[Unit]\nWants=tick@%i0.service tick@%i1.service\n[Service]\nExecStart=/bin/true\n',
  '/etc/systemd/system/default.target': '[Unit]\nWants=tick@0.service\n',
};
