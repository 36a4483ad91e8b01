import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8, hasOddBytes } from '../../src/base/text.js';
import { cli } from '../support/cli.js';
import { diskTree } from '../support/disk-tree.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('bytes that are not UTF-8', () => {
  test('no byte is lost: decoding and encoding are inverse', () => {
    const near = fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xdf, 0xe0, 0xed, 0xa0, 0xf0, 0x90, 0xf4, 0x8f, 0xf5, 0xff);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(near, { maxLength: 12 }), (any, some) => {
        for (const bytes of [any, Uint8Array.from(some)]) expect(encodeUtf8(decodeUtf8(bytes))).toEqual(bytes);
      }),
    );
  });

  test('text that is UTF-8 has none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect([hasOddBytes(decodeUtf8(bytes)), decodeUtf8(bytes)]).toEqual([
          false,
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
        ]);
      }),
    );
  });

  interface Dump {
    readonly units: Readonly<Record<string, { readonly loadState: string; readonly dropInPaths: readonly string[] }>>;
    readonly messages: readonly { readonly text: string }[];
  }
  const dump = async (root: string, unit: string): Promise<Dump> =>
    JSON.parse((await cli(['dump', unit, '--root', root, '--json'])).out) as Dump;

  // The answers of systemd 252 (`load.mjs --root TREE --generators host`) for the same trees.
  test('a mount point of fstab: the generated unit is escaped by bytes, and refused', async () => {
    const root = diskTree({ 'usr/lib/systemd/system/local-fs.target': '[Unit]\n', 'etc/': '' });
    writeFileSync(join(root, 'etc/fstab'), latin1('/dev/sda1 /mn\xfc ext4 defaults 0 0\n'));
    const { units, messages } = await dump(root, 'local-fs.target');
    expect(units['mn\\xfc.mount']?.loadState).toBe('error');
    expect(messages[0]?.text).toBe(
      '/run/systemd/generator/mn\\xfc.mount:11: String is not UTF-8 clean, ignoring assignment: Where=/mn\ufffd',
    );
  });

  test('a description of an init script', async () => {
    const root = diskTree({
      'usr/lib/systemd/system/multi-user.target': '[Unit]\n',
      'etc/init.d/': '',
      'etc/rc2.d/S01mus': { link: '../init.d/mus' },
    });
    const head =
      '#!/bin/sh\n### BEGIN INIT INFO\n# Provides: mus\n# Default-Start: 2\n# Short-Description: M\xfcsik\n### END INIT INFO\n';
    writeFileSync(join(root, 'etc/init.d/mus'), latin1(head), { mode: 0o755 });
    expect((await dump(root, 'multi-user.target')).units['mus.service']?.loadState).toBe('error');
  });

  test.skipIf(process.platform !== 'linux')('names of files, and what links lead to', async () => {
    const root = diskTree({
      'usr/lib/systemd/system/z.target': '[Unit]\nWants=b.service l.service\n',
      'usr/lib/systemd/system/b.service': '[Service]\nExecStart=/bin/true\n',
      'etc/systemd/system/b.service.d/': '',
    });
    const at = (path: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), latin1(path)]);
    writeFileSync(at('etc/systemd/system/b.service.d/m\xfc.conf'), '[Unit]\nAfter=x.service\n');
    mkdirSync(at('opt/\xfc'), { recursive: true });
    writeFileSync(at('opt/\xfc/l.service'), '[Service]\nExecStart=/bin/true\n');
    symlinkSync(latin1('/opt/\xfc/l.service'), at('etc/systemd/system/l.service'));
    const { units } = await dump(root, 'z.target');
    expect(units['x.service']).toBeDefined();
    expect(units['l.service']?.loadState).toBe('loaded');
    const { out } = await cli(['cat', 'b', '--root', root]);
    expect(out).toContain('m\\xfc.conf');
  });
});
