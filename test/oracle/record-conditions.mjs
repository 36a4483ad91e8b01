// Records what `systemd-analyze condition` says of many conditions into conditions.json, and `compare-versions` of many pairs.
// Needs systemd 252, root and unshare(1): files are made below /var/tmp/wantedby-conditions, the host name is set in a name space.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

const ROOT = '/var/tmp/wantedby-conditions';
const OS_RELEASE = 'ID=debian\nVERSION_ID="12.3"\nNAME=\'A name\'\nEMPTY=\nID_LIKE="a b"\n# NO=1\nESCAPED="a\\"b"\nTWICE=1\nTWICE=2\n';
const FILES = {
  'file': 'text', 'empty': '', 'program': { text: '#!', mode: 0o755 }, 'group-program': { text: 'x', mode: 0o610 }, 'empty-program': { text: '', mode: 0o755 },
  'link': { link: 'file' }, 'absolute-link': { link: `${ROOT}/full` }, 'dangling': { link: 'nowhere' }, 'loop': { link: 'loop' },
  'full/a.conf': 'x', 'full/b.txt': '', 'full/.hidden': 'x', 'only-hidden/.x': '', 'only-backup/x~': '', 'only-backup/y.dpkg-old': '', 'only-backup/lost+found': '',
  'sub/dir-1/x': 'x', 'sub/dir-2/y': 'x', 'sub/dir-2/.z': 'x', 'brace/{odd}': 'x', 'brace/[x]': 'x', 'os-release': OS_RELEASE,
};
const DIRECTORIES = ['empty-directory', 'old', 'new'];
rmSync(ROOT, { recursive: true, force: true });
for (const name of DIRECTORIES) mkdirSync(`${ROOT}/${name}`, { recursive: true });
for (const [name, file] of Object.entries(FILES)) {
  const path = `${ROOT}/${name}`;
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  if (typeof file.link === 'string') symlinkSync(file.link, path);
  else writeFileSync(path, file.text ?? file);
  if (file.mode) chmodSync(path, file.mode);
}
// One stamp is older than any /usr, one newer.
for (const [name, year] of [['old', 1980], ['new', 2037]]) {
  writeFileSync(`${ROOT}/${name}/.updated`, '');
  const time = Date.UTC(year, 0, 1) / 1000;
  utimesSync(`${ROOT}/${name}/.updated`, time, time);
}
const COMMAND_LINE = 'quiet root=/dev/sda1 empty= "two words=a b" back\\slash x="1 2" systemd.unit=foo.target';
const HOST = 'Oracle.Example';

function ask(line, commandLine = COMMAND_LINE) {
  const run = spawnSync('unshare', ['--uts', 'sh', '-c', `hostname ${HOST}; exec systemd-analyze condition "$1"`, 'sh', line], {
    env: { PATH: process.env.PATH, SYSTEMD_LOG_LEVEL: 'debug', SYSTEMD_PROC_CMDLINE: commandLine, SYSTEMD_OS_RELEASE: `${ROOT}/os-release`, LC_ALL: 'C' },
    encoding: 'utf8',
  });
  const text = run.stderr + run.stdout;
  const error = /^test\.service: Couldn't determine result for .*, assuming failed: (.*)$/m.exec(text)?.[1];
  const result = error !== undefined ? 'error' : /^test\.service: (?:Condition|Assert).* (succeeded|failed)\.$/m.exec(text)?.[1];
  if (result === undefined) throw new Error(`no answer for ${line}: ${text}`);
  return { line, ...(commandLine === COMMAND_LINE ? {} : { commandLine }), result, ...(error === undefined ? {} : { error }) };
}
const answers = [];
const all = (type, parameters) => { for (const p of parameters) answers.push(ask(`Condition${type}=${p}`)); };
const P = (...names) => names.map((n) => `${ROOT}/${n}`);
const PATHS = P('file', 'empty', 'program', 'group-program', 'empty-program', 'link', 'absolute-link', 'dangling', 'loop', 'full', 'only-hidden', 'only-backup', 'empty-directory', 'nowhere', 'file/below', 'full/../file', 'sub/dir-1', 'absolute-link/a.conf', 'link/x').filter((p) => !p.includes('..'));
for (const type of ['PathExists', 'PathIsDirectory', 'PathIsSymbolicLink', 'DirectoryNotEmpty', 'FileNotEmpty', 'FileIsExecutable']) all(type, PATHS);
all('PathIsMountPoint', [...P('full', 'file', 'nowhere', 'link'), '/', '/proc', '/sys', '/dev']);
all('PathExistsGlob', P('*', 'f*', 'g?', '*/a.*', '*/*.conf', '*/*.nope', 'full/[ab].*', 'full/[!ab].*', 'full/?hidden', 'full/.h*', 'only-hidden/*', 'only-hidden/.*x', 'sub/*/y', 'sub/dir-[0-9]/x', 'sub/dir-[3-9]/x', 'sub/{dir-1,dir-3}/y', 'sub/{dir-1,dir-2}/y', 'sub/{a,{b,dir-2}}/y', '{nope,file}', '{nope,nowhere}', '{file', 'brace/{odd}', 'brace/{}', 'brace/[[]x]', 'brace/\\[x\\]', 'brace/\\{odd\\}', 'dangl*', 'loo?', 'dangling', 'file/*', 'link/*', 'absolute-link/*', '**', 'empty-directory/*', 'only-backup/*', '[[:alpha:]]ile', 'nowhere'));
all('NeedsUpdate', P('old', 'new', 'full', 'nowhere'));
for (const c of ['systemd.condition-needs-update=0', 'systemd.condition_needs_update', 'systemd.condition-needs-update=yes', 'rd.systemd.condition-needs-update=0', 'systemd.condition-needs-update=bogus', 'systemd.condition-needs-update=0 systemd.condition-needs-update=1'])
  for (const p of P('old', 'new')) answers.push(ask(`ConditionNeedsUpdate=${p}`, c));
all('KernelCommandLine', ['quiet', 'qui', 'root', 'root=', 'root=/dev/sda1', 'root=/dev', 'empty', 'empty=', 'two words', 'two words=a b', 'words', 'backslash', 'back\\slash', 'x', 'x=1 2', 'x=1', 'systemd.unit', 'systemd', '!quiet', '=']);
const kernel = release();
const [major, minor] = kernel.split('.');
all('KernelVersion', [...['<', '<=', '>', '>=', '=', '==', '!=', '<>', '$=', '!$=', ''].flatMap((op) => [kernel, major, `${major}.${minor}`, '99', '1', `${kernel}x`, `${major}*`, `${kernel}~`, `${kernel}^1`, `${kernel.slice(0, -1)}?`].map((v) => op + v)),
  '""', '>', '> 5', '> 5 < 99', '>5 <99', '>5 <6', '>5 99*', '">" 5', '" > 5 "', "'>5' [0-9]*", '>=5"', 'lt 99', '>5 <', '[', `\\${kernel[0]}*`, '\\*', '*\\', '= *', '$= *', '$=* >1', '!!=1']);
all('OSRelease', ['ID=debian', 'ID!=debian', 'ID=deb', 'ID$=deb*', 'ID!$=deb*', 'ID==debian', 'ID<>debian', 'ID>a', 'VERSION_ID>=12', 'VERSION_ID>=12.3', 'VERSION_ID>12.3', 'VERSION_ID<12.10', 'VERSION_ID=12.3', 'VERSION_ID==12.03', 'VERSION_ID=12.03', '"NAME=A name"', 'NAME=A name', 'NAME$=A*', 'EMPTY=x', 'EMPTY!=x', 'EMPTY<1', 'NONE=x', 'NONE!=x', 'NONE<1', 'NONE$=*', 'NO=1', '"ID_LIKE=a b"', 'ESCAPED$=a*b', 'TWICE=1', 'TWICE=2', 'ID', 'ID=', '=x', 'ID = debian', 'ID= debian', '1D=x', 'I-D=x', 'ID=debian VERSION_ID>99', 'ID=debian VERSION_ID>9', 'ID=nope bad', 'bad ID=nope', '!=ID', '>ID=debian', "'ID=debian'", 'ID="debian"', 'ID=debian"']);
all('Host', ['oracle.example', 'Oracle.Example', 'oracle', 'oracle*', 'ORACLE.*', '*.example', '[o]racle?example', '[!o]*', '\\oracle.example', 'oracle\\.example', '*\\', readFileSync('/etc/machine-id', 'utf8').trim(), readFileSync('/etc/machine-id', 'utf8').trim().toUpperCase(), '0123456789abcdef0123456789abcdef', '01234567-89ab-cdef-0123-456789abcdef', '0123456789abcdef']);
const memory = totalmem();
all('Memory', [...['', '>=', '>', '<=', '<', '=', '==', '!=', '<>', '$=', '!$='].flatMap((op) => [`${op}${memory}`, `${op}1M`, `${op}1T`]), '> 1G', ' 1G', '1G 512M', '1X', '', '"1G"', '1.5G', '-1', '>=99999999999999999999', '=> 1'].filter((p) => p !== ''));
all('CPUs', [...['', '>=', '>', '<=', '<', '=', '==', '!=', '<>', '$='].flatMap((op) => [cpus().length, 1, 4096].map((n) => op + n)), '> 1', '0x1', '01', '1.5', '-1', '+1', '1 2', '>4294967296', 'one', '> =1']);
all('Virtualization', ['yes', 'no', 'TRUE', '0', 'vm', 'container', 'kvm', 'docker', 'none', 'VM', 'bogus']);
all('Architecture', ['native', 'x86-64', 'x86_64', 'arm64', 'bogus', 'X86-64']);
all('User', ['root', '0', '00', '+0', '1', 'daemon', 'nobody', '@system', '@root', '65535', 'nosuch']);
all('Group', ['root', '0', '1', '65534', 'nosuch']);
all('Capability', ['CAP_SYS_ADMIN', 'cap_sys_admin', 'sys_admin', '21', '40', '41', '62', '63', '64', '-1', 'bogus', 'cap_bogus', '0']);
all('ACPower', ['maybe', 'bogus']);
all('FirstBoot', ['yes', 'no', 'maybe']);
all('Security', ['bogus']);
all('ControlGroupController', ['bogus', 'bogus nonsense']);
all('Credential', ['../x', 'a/b', '.']);
all('Firmware', ['bogus', 'device-tree-compatible(a', 'smbios-field(foo)', 'smbios-field(foo=1', 'smbios-field(a/b=1)', 'smbios-field(foo=)', 'smbios-field(foo=1 2)', 'smbios-field(=1)', 'smbios-field()', 'smbios-field(foo = "a b" c)', 'uefi)']);
all('PathExists', [`!${ROOT}/file`, `!${ROOT}/nowhere`, `|${ROOT}/file`, `|!${ROOT}/file`]);
all('ACPower', ['!maybe']);
for (const p of P('file', 'nowhere')) answers.push(ask(`AssertPathExists=${p}`));

let state = 7;
const below = (n) => { state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff; return (state >>> 8) % n; };
const PIECES = ['1', '2', '10', '007', '0', 'a', 'b', 'rc', 'A', '.', '.', '-', '^', '~', '_', '+', ' ', 'ä', '12'];
const make = () => Array.from({ length: 1 + below(5) }, () => PIECES[below(PIECES.length)]).join('');
const versions = [];
for (let i = 0; i < 700; i++) {
  const a = make();
  const b = below(2) ? make() : a + PIECES[below(PIECES.length)];
  const text = spawnSync('systemd-analyze', ['compare-versions', '--', a, b], { encoding: 'utf8' }).stdout;
  if (text !== '') versions.push([a, b, text.includes(' < ') ? -1 : text.includes(' > ') ? 1 : 0]);
}
const detect = (kind) => spawnSync('systemd-detect-virt', [`--${kind}`], { encoding: 'utf8' }).stdout.trim();
const container = detect('container');
const facts = {
  kernelRelease: kernel, hostName: HOST, machineId: readFileSync('/etc/machine-id', 'utf8').trim(), memory, cpus: cpus().length,
  container: container === 'none' ? false : container, virtualization: detect('vm'), architecture: 'x86-64', kernelCommandLine: COMMAND_LINE,
};
const version = execFileSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).split('\n')[0];
const rows = (list) => `[\n${list.map((row) => JSON.stringify(row)).join(',\n')}\n]`;
// The id of this machine is nobody's business.
const own = facts.machineId;
const hide = (text) => text.replaceAll(own, '0a1b2c3d4e5f60718293a4b5c6d7e8f9').replaceAll(own.toUpperCase(), '0A1B2C3D4E5F60718293A4B5C6D7E8F9');
writeFileSync(
  new URL('conditions.json', import.meta.url),
  hide(`{\n"command": "SYSTEMD_LOG_LEVEL=debug SYSTEMD_PROC_CMDLINE=... SYSTEMD_OS_RELEASE=... systemd-analyze condition LINE; systemd-analyze compare-versions -- A B",\n"version": ${JSON.stringify(version)},\n"root": ${JSON.stringify(ROOT)},\n"facts": ${JSON.stringify(facts)},\n"osRelease": ${JSON.stringify(OS_RELEASE)},\n"files": ${JSON.stringify(FILES)},\n"directories": ${JSON.stringify(DIRECTORIES)},\n"answers": ${rows(answers)},\n"versions": ${rows(versions)}\n}\n`),
);
rmSync(ROOT, { recursive: true, force: true });
console.log(answers.length, 'conditions,', versions.length, 'versions');
