import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FileSystem } from '../../src/host/file-system.js';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import { nodeFileSystem } from '../../src/host/node-file-system.js';
import { overlayFileSystem } from '../../src/host/overlay-file-system.js';

const FILES: Record<string, Uint8Array> = {
  ascii: Buffer.from('[Unit]\r\nDescription=plain\n'),
  accents: Buffer.from('[Unit]\nDescription=Grüße 😀\n'),
  'byte-order-mark': Buffer.from('\ufeff[Unit]\n'),
  nul: Buffer.from('[Unit]\n\0\n'),
  empty: Buffer.from(''),
  replacement: Buffer.from('Description=\ufffd\n'),
  invalid: Buffer.from([0x5b, 0x55, 0xff, 0x5d]),
  cut: Buffer.from([0x61, 0xe2, 0x82]),
};
// What is not UTF-8, or looks as if, has no text; readFile must be asked then.
const WITHOUT_TEXT = ['replacement', 'invalid', 'cut'];

const directory = mkdtempSync(join(tmpdir(), 'wantedby-read-text-'));
for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(directory, name), bytes);
symlinkSync('accents', join(directory, 'link'));
symlinkSync('/ascii', join(directory, 'link-in-root'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const inMemory = memoryFileSystem({
  ...Object.fromEntries(Object.entries(FILES).map(([name, content]) => [`/${name}`, { content }])),
  '/link': { link: 'accents' },
  '/link-in-root': { link: '/ascii' },
});
const systems: Record<string, FileSystem> = {
  disk: nodeFileSystem(directory),
  memory: inMemory,
  overlay: overlayFileSystem([{ fileSystem: inMemory, at: '/' }]),
};

describe.each(Object.entries(systems))('readText from %s', (kind, fileSystem) => {
  test.each(Object.keys(FILES))('%s', (name) => {
    const text = fileSystem.readText(`/${name}`);
    // The disk leaves files without a size to readFile: those of /proc have none, and go on.
    if (WITHOUT_TEXT.includes(name) || (name === 'empty' && kind === 'disk')) expect(text).toBeNull();
    else expect(text).toBe(Buffer.from(FILES[name] as Uint8Array).toString('utf8'));
    expect(Buffer.from(fileSystem.readFile(`/${name}`) as Uint8Array)).toEqual(Buffer.from(FILES[name] as Uint8Array));
  });

  test('follows links inside the root', () => {
    expect(fileSystem.readText('/link')).toContain('Grüße');
    expect(fileSystem.readText('/link-in-root')).toContain('plain');
  });

  test('is null for what is no file', () => {
    expect(fileSystem.readText('/')).toBeNull();
    expect(fileSystem.readText('/missing')).toBeNull();
  });
});
