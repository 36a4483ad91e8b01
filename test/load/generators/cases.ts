import { FSTAB_LINKS, randomFstab } from './fstab-grammar.js';
import type { CaseFile, GeneratorCase } from './real-generators.js';

const CHECKERS: Readonly<Record<string, CaseFile>> = {
  '/usr/sbin/fsck': { program: '' },
  '/usr/sbin/fsck.ext4': { program: '' },
};
const fstab = (name: string, text: string, more: Partial<GeneratorCase> = {}): GeneratorCase => ({
  name,
  only: ['systemd-fstab-generator'],
  ...more,
  files: { '/etc/fstab': text, ...CHECKERS, ...more.files },
});
const crypttab = (name: string, text: string, kernelCommandLine = ''): GeneratorCase => ({
  name,
  only: ['systemd-cryptsetup-generator'],
  files: { '/etc/crypttab': text },
  facts: { kernelCommandLine },
});
const kernel = (name: string, kernelCommandLine: string, more: Partial<GeneratorCase> = {}): GeneratorCase => ({
  name,
  ...more,
  facts: { kernelCommandLine, ...more.facts },
});
const initrd = (name: string, kernelCommandLine: string, files: Readonly<Record<string, CaseFile>> = {}): GeneratorCase => ({
  name,
  files: { ...CHECKERS, ...files },
  facts: { initrd: true, kernelCommandLine },
});
const header = (...lines: string[]): CaseFile => ({
  program: ['#!/bin/sh', '### BEGIN INIT INFO', ...lines, '### END INIT INFO', ''].join('\n'),
});

const autostart = (
  name: string,
  system: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>> = {},
): GeneratorCase => {
  const files: Record<string, CaseFile> = {
    '/usr/local/bin/sh': { program: '' },
    '/usr/local/bin/gnome-systemd-autostart-condition': { program: '' },
  };
  for (const [directory, entries] of [
    ['/etc/xdg', system],
    ['/home/u/.config', own],
  ] as const)
    for (const [file, text] of Object.entries(entries))
      files[`${directory}/autostart/${file}`] = `[Desktop Entry]\nType=Application\n${text}`;
  return { name, home: '/home/u', files };
};

/** One rule each, with inputs of our own; `test/oracle/generators/recorded.json` holds what the real generators write. */
export const CASES: readonly GeneratorCase[] = [
  { name: 'the root is remounted even without fstab' },
  fstab('a device waits for its check and its block device', '/dev/sda3 /data ext4 defaults 0 2\n'),
  fstab('the check of the root is a link, that of /usr is only wanted', '/dev/sda1 / ext4 rw 0 1\n/dev/sda2 /usr ext4 rw 0 1\n'),
  fstab('without a program for the type nothing is checked', '/dev/sda1 /a xfs rw 0 2\n/dev/sda2 /b auto rw 0 2\n'),
  fstab('an initramfs that has checked /usr is believed', '/dev/sda2 /usr ext4 rw 0 1\n', {
    files: { '/run/initramfs/fsck-usr': '' },
  }),
  fstab('what is no device is not checked', 'tmpfs /t tmpfs rw 0 1\n'),
  fstab(
    'options for the root that could keep it away are ignored',
    '/dev/sda1 / ext4 noauto,nofail,x-systemd.automount,x-systemd.wanted-by=a.service,x-systemd.required-by=b 0 0\n',
  ),
  fstab('nofail gives a weak link and no order', '/dev/sda1 /a ext4 nofail\n/dev/sda2 /b ext4 nofail,fail\n'),
  fstab('noauto gives no link', '/dev/sda1 /a ext4 noauto\n/dev/sda2 /b ext4 noauto,auto\n'),
  fstab('an automount is linked in place of the mount', 'nas:/x /a nfs x-systemd.automount,x-systemd.idle-timeout=90,noauto\n'),
  fstab('the older spelling makes an automount too', '/dev/sda1 /a ext4 comment=systemd.automount,nofail\n'),
  fstab(
    'network file systems belong to another target',
    'a:/b /nfs nfs\n/dev/sdb /dev2 ext4 _netdev\nx /f fuse.sshfs\nx /g fuse.x\n',
  ),
  fstab(
    'a network device waits for the network',
    '/dev/sdb /srv/a ext4 _netdev\n/dev/sdc /etc ext4 _netdev\n/dev/sdd /m ext4 _netdev,x-initrd.mount\n',
  ),
  fstab(
    'dependencies can be written into the options',
    '/dev/sda /a ext4 x-systemd.requires=bar,x-systemd.requires=/data/x,x-systemd.requires=/dev/sdz,x-systemd.after=a.service,x-systemd.before=b,x-systemd.requires-mounts-for=/m/n,x-systemd.requires-mounts-for=/p%q\n',
  ),
  fstab(
    'units can ask for a mount in place of the target',
    '/dev/sda /a ext4 noauto,x-systemd.wanted-by=a.service,x-systemd.required-by=b,x-systemd.required-by=c\\,d\n',
  ),
  fstab('a dependency that is no name ends the work on the line', '/dev/sda /a ext4 x-systemd.requires=\n/dev/sdb /b ext4\n'),
  fstab(
    'a timeout for the device moves to the device',
    'LABEL=x /a ext4 rw,x-systemd.device-timeout=10%,ro\n/dev/b /b ext4 comment=systemd.device-timeout=0\n',
  ),
  fstab(
    'a timeout for what is no device is dropped',
    'tmpfs /a tmpfs x-systemd.device-timeout=3\n/dev/b /b ext4 x-systemd.device-timeout=soon\n',
  ),
  fstab(
    'an option without the value that it needs ends the generator',
    '/dev/a /a ext4\n/dev/b /b ext4 x-systemd.device-timeout\n/dev/c /c ext4\n',
  ),
  fstab(
    'time spans are written anew',
    ['30', '0', '1h30m5.5s', '1.5ms', 'infinity', '1y2M3w4d', '59.25', '61.5', '7us', '-1', 'x', '']
      .map((span, i) => `/dev/a /t${String(i)} ext4 x-systemd.mount-timeout=${span}`)
      .join('\n'),
  ),
  fstab(
    'a file system is made and grown by services',
    '/dev/sda /a ext4 x-systemd.makefs,x-systemd.growfs 0 2\n/dev/sdb / ext4 x-systemd.growfs\n',
  ),
  fstab(
    'no file system is made without a type or a device',
    '/dev/sda /a auto x-systemd.makefs\ntmpfs /b tmpfs x-systemd.makefs\n',
  ),
  fstab('two lines that make the same device clash', '/dev/sda /a ext4 x-systemd.makefs\n/dev/sda /b ext4 x-systemd.makefs\n'),
  fstab('rw-only has a setting of its own', '/dev/sda /a ext4 x-systemd.rw-only\n'),
  fstab('nfs in the background does not fail', 'a:/x /a nfs bg,soft\na:/y /b nfs4 bg,fg\na:/z /c nfs bg,x-systemd.automount\n'),
  fstab('the second line for a place is left out', '/dev/sda /a ext4\n/dev/sdb /a/ ext4\n'),
  fstab(
    'places that systemd looks after are left out',
    'a /proc proc\na /sys/fs/cgroup/x t\na /run/host/y t\na /run/lock tmpfs\na /run/user t\na none t\na autofs autofs\n',
  ),
  fstab(
    'names of devices are encoded',
    'LABEL=my\\040data /a\nUUID=\'q\' /b\nPARTLABEL=a/b /c\nPARTUUID=x\\134y /d\nLABEL=ä%"x /e\nLABEL="open /f\n',
  ),
  fstab(
    'links on the way to a place are followed',
    '/dev/a /lnk/abs/x ext4\n/dev/b /lnk/dang/y ext4\n/dev/c /lnk/loop/z ext4\n/dev/d rel/x ext4\n/dev/e /lnk/file/x ext4\n/dev/f /no/../x ext4\n',
    {
      files: Object.fromEntries(Object.entries(FSTAB_LINKS).map(([path, link]) => [path, link === null ? '' : { link }])),
    },
  ),
  fstab(
    'fields are split as the C library does',
    '  # no\n#/dev/x /x\n\t/dev/a\t \t/a\text4 rw,a\\040b 0 2  \n/dev/b\n/dev/c /c\\134d ext4 rw 0 1a\n/dev/d /d ext4 rw x 2\n/dev/e /e ext4 rw 0 -1\n',
  ),
  fstab(
    'swap goes to its target',
    '/dev/sda none swap sw,pri=10\nUUID=1 none swap nofail\n/swapfile none swap noauto\nswap.img none swap defaults\n',
  ),
  fstab(
    'swap areas are made but do not grow',
    '/dev/sda none swap x-systemd.makefs,x-systemd.growfs,x-systemd.device-timeout=4,_netdev,x-systemd.automount\n',
  ),
  fstab(
    'a container has no swap and, with /sys read-only, no devices',
    '/dev/sda none swap\n/dev/sdb /b ext4\ntmpfs /t tmpfs\nsysfs /q sysfs\n',
    {
      facts: { container: 'lxc', sysReadOnly: true },
    },
  ),
  fstab('a container without devices of its own has no swap', '/dev/sda none swap\n', { facts: { container: 'lxc' } }),
  fstab('a random table', randomFstab(1, 120, { uniquePoints: true }), {
    files: Object.fromEntries(Object.entries(FSTAB_LINKS).map(([path, link]) => [path, link === null ? '' : { link }])),
  }),
  { ...fstab('fstab can be switched off', '/dev/a /a ext4\n'), facts: { kernelCommandLine: 'fstab=no' } },
  { ...fstab('swap can be switched off', '/dev/a none swap\n'), facts: { kernelCommandLine: 'systemd.swap=off fstab=maybe' } },
  kernel('/var can be held in memory', 'systemd.volatile=state'),
  kernel('a volatile mode must be known', 'systemd.volatile=often'),
  {
    ...fstab('a switch without a value turns on', '/dev/a /a ext4\n/dev/b none swap\n'),
    facts: { kernelCommandLine: 'fstab=no systemd.swap=no fstab systemd.swap' },
  },
  { ...fstab('a switch for swap must be known', '/dev/a none swap\n'), facts: { kernelCommandLine: 'systemd.swap=maybe' } },
  initrd('the root comes from the kernel command line', 'root=LABEL=x rootfstype=ext4 rootflags=a%b rootflags=noatime rw'),
  initrd('a check is made for the root whose type is not given', 'root=/dev/sda rootflags=ro'),
  initrd('a root in memory is writable', 'root=tmpfs rootflags=size=1G'),
  initrd('/usr is mounted aside first', 'root=/dev/sda mount.usr=LABEL=u mount.usrflags=subvol=u systemd.volatile=overlay'),
  initrd('/usr takes over what is said for the root', 'root=/dev/sda rootfstype=xfs rootflags=x mount.usrflags=ro'),
  initrd(
    'verity devices stand for root and usr',
    'roothash=00112233445566778899aabbccddeeff usrhash=00112233445566778899aabbccddeeff',
  ),
  initrd('roots that others mount are left alone', 'root=nfs:/x mount.usr=gpt-auto'),
  initrd('the root of the network is left alone', 'root=/dev/nfs root mount.usrfstype'),
  initrd('so is a root by DHCP', 'root=dhcp6'),
  initrd('so is a root at an address', 'root=192.0.2.1:/x'),
  initrd('so is a root at an address in brackets', 'root=[2001:db8::1]:/x'),
  initrd('what only looks like an address is a device', 'root=LABEL=x:y'),
  initrd('so is a root that is a path outside /dev', 'root=/srv/root'),
  initrd('a root of the type of memory stays as it is', 'root=/dev/sda rootfstype=tmpfs'),
  initrd('a root that gives no name is not mounted', 'root=/dev/../x'),
  initrd('the check of the root is written with escapes', 'root=/dev/a\\b%c rootfstype=ext4'),
  initrd('in the initrd a file system is made before the check of its own', '', {
    '/etc/fstab':
      'tmpfs / tmpfs rw 0 1\ntmpfs /usr tmpfs rw 0 1\n/dev/x /sysroot ext4 x-systemd.makefs 0 1\n/dev/y /sysusr/usr ext4 x-systemd.makefs\n',
    '/sysroot/etc/fstab': '/dev/a /data ext4 x-initrd.mount,x-systemd.makefs,x-systemd.growfs 0 2\n',
  }),
  initrd('the tables of the initrd and the host are both read', 'root=/dev/sda', {
    '/etc/fstab': '/dev/i /i ext4\n/dev/u /usr ext4 rw 0 1\n',
    '/sysroot/etc/fstab':
      '/dev/r / ext4 rw 0 1\n/dev/u /usr ext4 rw 0 1\n/dev/x /lnk/x ext4 x-initrd.mount,_netdev,nofail\n/dev/q /q ext4\n/dev/l /loop/x ext4 x-initrd.mount\n',
    '/sysroot/lnk': { link: '/usr/there' },
    '/sysroot/usr/bin/.keep': '',
    '/sysroot/loop': { link: 'loop' },
  }),
  crypttab(
    'an encrypted device is set up before its target',
    'a /dev/sda1\n b/x%y LABEL=foo none luks,x-systemd.device-timeout=5 # more\n',
  ),
  crypttab('options decide on links and order', 'a /dev/a - nofail\nb /dev/b - noauto\nc /dev/c - _netdev,x-initrd.attach\n'),
  crypttab(
    'a key file, a key device and a random key differ',
    'a /dev/a /etc/k%\nb /dev/b /dev/k keyfile-timeout=9\nc /dev/c /dev/urandom swap\nd /dev/d LABEL=k tmp=xfs\ne /dev/e /dev/null tmp\n',
  ),
  crypttab(
    'a key can lie on a device of its own',
    'a-b /dev/a /k:LABEL=usb keyfile-timeout=10s\nc% /dev/c k:/dev/k\nd /dev/d /k:x\ne /dev/e /k:/dev/e keyfile-timeout=soon\n',
  ),
  crypttab('so can a header', 'a /dev/a - header=/h:LABEL=u,luks\nb /dev/b - header=/hdr,luks\nc /dev/c - luks,header\n'),
  crypttab('an image file needs its mount', 'a /img/a\n'),
  crypttab('a device is not both swap and temporary, and what follows is lost', 'a /dev/a\nb /dev/b - swap,tmp\nc /dev/c\n'),
  crypttab('a key that may come late needs to say how late', 'a /dev/a\nb /dev/b - keyfile-timeout\nc /dev/c\n'),
  crypttab('the second line for a name ends the table', 'a /dev/a\na /dev/b\nc /dev/c\n'),
  crypttab('a line needs two fields', 'a\nb /dev/b\n'),
  crypttab('a name with a slash cannot have a key device', 'x/y /dev/a /k:LABEL=u\n'),
  crypttab('the kernel command line picks devices', 'a /dev/a\nb UUID=9 - noauto\n', 'luks.uuid=luks-9 luks.name=8=n'),
  crypttab(
    'the kernel command line gives keys and options',
    'x UUID=22345678-1234-1234-1234-123456789abc /z noauto\n',
    'luks.uuid=12345678-1234-1234-1234-123456789abc luks.options=12345678-1234-1234-1234-123456789abc=nofail,header=/h:LABEL=u luks.key=12345678-1234-1234-1234-123456789abc=/k:LABEL=k luks.data=12345678-1234-1234-1234-123456789abc=/dev/dd luks.options=discard luks.key=/dk luks.name=22345678-1234-1234-1234-123456789abc=n luks.key=9=/k luks.data=9',
  ),
  crypttab('crypttab can be switched off', 'a /dev/a\n', 'luks.crypttab=no luks.uuid=9'),
  crypttab(
    'keys and data of the kernel command line may be empty, and their UUIDs must be some',
    '',
    'luks.name=12345678-1234-1234-1234-123456789abc=n luks.key=zz=/k luks.key=12345678-1234-1234-1234-123456789abc= luks.data=12345678-1234-1234-1234-123456789abc=',
  ),
  crypttab('a UUID of the kernel command line is encoded', '', 'luks.uuid=a/b'),
  crypttab('a header without a file ends the generator', '', 'luks.uuid=9 luks.options=header'),
  crypttab('a bad device of the kernel command line ends the generator', '', 'luks.uuid=9 luks.options=tmp,swap'),
  crypttab(
    'options are split again once the header is out',
    'a /dev/a - x\\\\,nofail\nb /dev/b - x\\,nofail\nc /dev/c - x\\\\\\,noauto\n',
  ),
  crypttab('lines end as in other files of systemd', 'a /dev/a\rb /dev/b\n\r\nc /dev/c\r\nbad\n'),
  crypttab('encryption can be switched off', 'a /dev/a\n', 'luks=no luks.uuid=9'),
  {
    name: 'verity devices need both their devices',
    files: {
      '/etc/veritytab':
        'a /dev/a /dev/b 00\nb%x LABEL=x /img/b 11 _netdev,nofail\nc /img/a /dev/b 22 noauto,x-initrd.attach\nd /dev/d /dev/e\n',
    },
  },
  kernel(
    'partitions of a root hash are its two halves',
    'roothash=00112233445566778899AABBCCDDEEFF0123 systemd.verity_root_options=a%b',
  ),
  kernel('a root hash is hexadecimal', 'roothash=xyz', { files: { '/etc/veritytab': 'a /dev/a /dev/b 00\n' } }),
  kernel('a root hash may have blanks', '"roothash=0011 2233445566778899aabbccddeeff"'),
  kernel('a device without a hash ends the generator', 'systemd.verity_root_data=/dev/a usrhash=00112233445566778899aabbccddeeff'),
  kernel(
    'a short hash needs its devices named',
    'usrhash=00 roothash=11 systemd.verity_root_data=/dev/a systemd-verity.root=x systemd.verity-root-hash=LABEL=b',
  ),
  {
    name: 'integrity devices take a key and options',
    files: { '/etc/integritytab': 'a /dev/a\nb% LABEL=x /etc/k%\nc /img/a - journal-watermark=50%,data-device=/dev/q\n' },
  },
  { name: 'a relative key ends the table', files: { '/etc/integritytab': 'a /dev/a none\nb /dev/b\n' } },
  { name: 'a bad option ends the table', files: { '/etc/integritytab': 'a /dev/a - journal-watermark=50\nb /dev/b\n' } },
  {
    name: 'unknown options of integrity devices do not matter, bad backslashes do',
    files: { '/etc/integritytab': 'a /dev/a - x\\,journal-watermark=y,allow-discards,\nb /dev/b - a\\b\n' },
  },
  kernel(
    'units are masked and wanted',
    'systemd.mask=foo systemd.mask=/bar systemd.wants=a.socket systemd.wants=b@c systemd.unit=my.target',
  ),
  kernel('a runlevel word says which target wants', '3 systemd.wants=a'),
  kernel('a unit is masked once', 'systemd.mask=a systemd.mask=a systemd.wants=b'),
  kernel('a terminal may be written with slashes', 'systemd.debug_shell=/dev//ttyS1'),
  kernel('the last word for the target counts', 'systemd.unit=x.target -b single systemd.wants=a 5 systemd.wants emergency=1'),
  kernel('a name that is none ends the reading', 'systemd.wants=a systemd.mask= systemd.wants=b'),
  kernel('a debug shell on another terminal has a drop-in', 'systemd.debug_shell=ttyS1'),
  kernel('a debug shell on its own terminal has none', 'systemd.debug-shell=/dev/tty9 rd.systemd.mask=x'),
  initrd(
    'in the initrd only words of its own count',
    'systemd.mask=a rd.systemd.mask=b rd.systemd.wants=c systemd.run=/x rd.rescue rd.systemd.debug-shell=no',
  ),
  kernel(
    'commands are run in place of the system',
    'systemd.run="echo hi%i" systemd.run=/bin/x\\ y systemd.run_success_action=reboot systemd.run_failure_action=none',
  ),
  kernel('an action alone is enough', 'systemd.run-success-action=none systemd.run'),
  initrd('a hibernated system is looked for in the initrd', 'resume=LABEL=x resumeflags=x-systemd.device-timeout=5,y'),
  initrd(
    'flags of the root stand in for those of the device',
    'resume=/dev/sda rootflags=x-systemd.device-timeout=7 rd.noresume noresume=1',
  ),
  initrd('a hibernated system is not looked for where it is not wanted', 'resume=/dev/sda noresume'),
  initrd('the wish not to look for one has no value', 'resume=/dev/sda noresume=1'),
  kernel('outside the initrd nothing is resumed', 'resume=/dev/sda'),
  { name: 'rc.local is run where it may be', files: { '/etc/rc.local': { program: '#!/bin/sh\n' } } },
  { name: 'rc.local is not run where it may not be', files: { '/etc/rc.local': '#!/bin/sh\n' } },
  { name: 'an update goes before all', files: { '/system-update': { link: 'nowhere' } } },
  kernel('an update gives way to the kernel command line', 'systemd.unit=x.target 3 systemd.unit', {
    files: { '/system-update': '' },
  }),
  { name: 'a container has a login on its console', facts: { container: 'lxc' } },
  { name: 'a container can do without a login', facts: { container: 'lxc', kernelCommandLine: 'systemd.getty-auto=no' } },
  {
    name: 'an init script becomes a service',
    files: {
      '/etc/init.d/alpha': header(
        '# Provides: alpha',
        '# Required-Start: $remote_fs $network beta.sh',
        '# Should-Start: $named $x-display',
        '# X-Start-Before: gamma $network',
        '# Short-Description: does %a',
        '# Description: long',
      ),
      '/etc/rc2.d/S05alpha': { link: '../init.d/alpha' },
      '/etc/rc3.d/S04alpha': { link: '../init.d/alpha' },
      '/etc/rc5.d/S04alpha': { link: '../init.d/alpha' },
      '/etc/rc1.d/K04alpha': { link: '../init.d/alpha' },
      '/etc/rcS.d/S04alpha': { link: '../init.d/alpha' },
    },
  },
  {
    name: 'what a script provides is an alias, or a target that it wants',
    files: { '/etc/init.d/alpha.sh': header('# Provides: alpha mail-agent $network $time syslog a.socket $bad+name') },
  },
  {
    name: 'a long description goes on over lines',
    files: { '/etc/init.d/alpha': header('# Description: first', '#\tsecond', '#   third', '# fourth', '#   fifth') },
  },
  {
    name: 'an older script has a description, a PID file and priorities',
    files: {
      '/etc/init.d/old': { program: '#!/bin/sh\n# description: one \\\n#  two\n# pidfile: /run/o%.pid\n' },
      '/etc/init.d/new': header('# Provides: new'),
      '/etc/init.d/bad': { program: '# pidfile: rel\n' },
      '/etc/rc2.d/S10old': { link: '../init.d/old' },
      '/etc/rc2.d/S20new': { link: '../init.d/new' },
      '/etc/rc2.d/S20bad': { link: '../init.d/bad' },
    },
  },
  {
    name: 'a script reloads where its usage says so',
    files: {
      '/etc/init.d/a': { program: 'echo "Usage: $0 {start|stop|reload}"\n' },
      '/etc/init.d/b': { program: 'echo "usage: $0 {start|\\\n|reload|restart}"\n' },
      '/etc/init.d/c': { program: 'echo "Usage: $0 start reload"\n' },
    },
  },
  {
    name: 'a script with a unit file, without the right to run, or hidden is left out',
    files: {
      '/etc/init.d/native': { program: '' },
      '/etc/init.d/masked': { program: '' },
      '/etc/init.d/inst@x': { program: '' },
      '/etc/init.d/plain': '',
      '/etc/init.d/.hidden': { program: '' },
      '/etc/init.d/x.dpkg-old': { program: '' },
      '/etc/init.d/we ird@x': { program: '' },
      '/etc/systemd/system/native.service': '[Service]\nExecStart=/bin/true\n',
      '/usr/lib/systemd/system/masked.service': { link: '/dev/null' },
      '/usr/lib/systemd/system/inst@.service': '[Service]\nExecStart=/bin/true\n',
    },
  },
  {
    name: 'a script wins over an alias of another one',
    files: { '/etc/init.d/a': header('# Provides: a b'), '/etc/init.d/b': header('# Provides: b') },
  },
  {
    name: 'a script whose unit file is a directory is left out',
    files: { '/etc/init.d/a': { program: '' }, '/etc/systemd/system/a.service/x': '' },
  },
  {
    name: 'a facility of the system names no instance',
    files: { '/etc/init.d/a': header('# Provides: $a@b $x.y') },
  },
  {
    name: 'lines of a script may end in CR',
    files: {
      '/etc/init.d/a': {
        program: '#!/bin/sh\r### BEGIN INIT INFO\r# Provides: a x\r# Short-Description: hello\r### END INIT INFO\r',
      },
    },
  },
  {
    name: 'an init script that leads to nothing is told, and so is an rc.local without the right to run',
    files: { '/etc/init.d/gone': { link: '/lib/init/gone' }, '/etc/rc.local': '#!/bin/sh\n' },
  },
  {
    name: 'in integritytab an unknown option is told, and a backslash stands before a comma or a backslash only',
    files: {
      '/etc/integritytab':
        'a /dev/a - allow-discards,_netdev,x\\,y\nb /dev/b - ,journal-commit-time=5,\nc /dev/c - a\\\\b\nd /dev/d - a\\b\ne /dev/e - x\n',
    },
  },
  autostart('a program of the desktop is a service that the session wants', {
    'a.desktop': 'Name=100 % A\nName[de]=B\nExec=/usr/local/bin/sh -c "a b" %U\nPath=/srv/my dir\nIcon=x\nX-Own=1\n',
    'a-b_c@d e.desktop': 'Exec=sh\n',
    'no-suffix': 'Exec=sh\n',
    '.hidden.desktop': 'Exec=sh\n',
    'old.desktop.dpkg-old': 'Exec=sh\n',
  }),
  autostart(
    'a file of the user hides that of the system, whatever it says',
    { 'a.desktop': 'Exec=sh system\n', 'b.desktop': 'Exec=sh system\n', 'c.desktop': 'Exec=sh system\n' },
    { 'a.desktop': 'Exec=sh own\n', 'b.desktop': 'Hidden=true\n', 'c.desktop': 'Hidden=perhaps\n' },
  ),
  autostart('what a desktop entry says against a unit', {
    'hidden.desktop': 'Exec=sh\nHidden=yes\n',
    'skip.desktop': 'Exec=sh\nX-systemd-skip=true\n',
    'phase.desktop': 'Exec=sh\nX-GNOME-Autostart-Phase=Panel\n',
    'link.desktop': 'Exec=sh\n[X]\n[Desktop Entry]\nType=Link\n',
    'no-exec.desktop': 'Name=a\n',
    'empty.desktop': 'Exec=\n',
    'no-program.desktop': 'Exec=nothing a\n',
    'no-try.desktop': 'Exec=sh\nTryExec=nothing\n',
    'try.desktop': 'Exec=sh\nTryExec=sh\n',
    'directory.desktop': 'Exec=/usr/bin\n',
  }),
  autostart('arguments of a desktop are those of a unit: fields go, percent signs are doubled, ~ is the home', {
    'a.desktop': 'Exec=sh %f %i 100% a%%b "%c" x%u ~ ~/a ~b a~ \'c d\' ""\n',
    'b.desktop': 'Exec=sh "a $b `c`" x=*? (d) ; e&f|g !h #i\n',
    'c.desktop': 'Exec=sh \\\\\\\\x41 \\\\\\\\s\\\\\\\\t "\\\\"" \\n\n',
    'd.desktop': 'Exec=sh "open a\n',
    'e.desktop': 'Exec=sh \\\\\\\\q\n',
    'f.desktop': 'Exec=./usr/local/bin/sh é "é f"\n',
  }),
  autostart('desktops that are named, and conditions of theirs, are asked before the start', {
    'a.desktop': 'Exec=sh\nOnlyShowIn=GNOME;KDE;\nNotShowIn=X\\;Y;;"Z"\n',
    'b.desktop': 'Exec=sh\nOnlyShowIn=\nNotShowIn=;\n',
    'c.desktop': 'Exec=sh\nAutostartCondition=GSettings "a" b\nX-KDE-autostart-condition=k:l\n',
    'd.desktop': 'Exec=sh\nAutostartCondition=\n',
  }),
  autostart('of a key that stands twice the first counts, and a wrong escape loses the file, or a list', {
    'a.desktop': 'Exec=sh 1\nExec=sh 2\nName=\nName=b\nOnlyShowIn=\nOnlyShowIn=b\n',
    'b.desktop': 'Exec=sh\nName=\\q\n',
    'c.desktop': 'Exec=sh\nOnlyShowIn=a\\q\nOnlyShowIn=b\n',
    'd.desktop': 'Exec=sh\nName=a\\sb\\tc\\\\d\nno sign\n=x\nHidden = false\n',
    'e.desktop': 'Exec=sh\n[open\n',
  }),
  {
    ...autostart('XDG_CONFIG_HOME and XDG_CONFIG_DIRS say where autostart files are', { 'a.desktop': 'Exec=sh\n' }),
    facts: { environment: { XDG_CONFIG_HOME: '/c', XDG_CONFIG_DIRS: '/d::/e', PATH: '/p:rel:/q:/usr/sbin' } },
    files: {
      '/q/prog': { program: '' },
      '/c/autostart/a.desktop': '[Desktop Entry]\nType=Application\nExec=prog c\n',
      '/d/autostart/b.desktop': '[Desktop Entry]\nType=Application\nExec=prog d\n',
      '/e/autostart/b.desktop': '[Desktop Entry]\nType=Application\nExec=prog e\n',
      '/e/autostart/e.desktop': '[Desktop Entry]\nType=Application\nExec=prog e\n',
    },
  },
];
