import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readArchive, readTar } from '../../viz/ui/read-files.js';

const text = (file: unknown): string => new TextDecoder().decode((file as { bytes: Uint8Array }).bytes);

test('an archive of GNU tar is read with its links, modes and long names, also compressed', async () => {
  const script = [
    'cd "$(mktemp -d)"',
    'mkdir -p etc/systemd/system/a.target.wants',
    'printf "[Unit]\\n" > etc/systemd/system/a.target',
    'long=etc/systemd/system/$(printf "x%.0s" $(seq 150)).service; printf "[Service]\\n" > $long; chmod 755 $long',
    'ln -s ../a.target etc/systemd/system/a.target.wants/b.target',
    'tar -cf t.tar etc; gzip -k t.tar; tar --format=pax -cf p.tar etc; pwd',
  ].join('\n');
  const directory = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim();
  for (const name of ['t.tar', 't.tar.gz', 'p.tar']) {
    const files = new Map(await readArchive(new Uint8Array(readFileSync(`${directory}/${name}`))));
    expect(text(files.get('etc/systemd/system/a.target'))).toBe('[Unit]\n');
    expect(files.get('etc/systemd/system/a.target.wants/b.target')).toEqual({ link: '../a.target' });
    const long = files.get(`etc/systemd/system/${'x'.repeat(150)}.service`);
    expect(text(long)).toBe('[Service]\n');
    expect((long as { mode: number }).mode).toBe(0o755);
  }
});

test('what is no archive gives no files', () => {
  expect(readTar(new Uint8Array(3000))).toEqual([]);
  expect(readTar(new TextEncoder().encode('hello'))).toEqual([]);
});
