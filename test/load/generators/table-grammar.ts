import { seededRandom } from './fstab-grammar.js';

const NAMES = "a data x/y a%b a-b .dot luks-12345678-1234-1234-1234-123456789abc ä a\\x20b q'q a@b a:b";
const DEVICES =
  '/dev/sda1 /dev/mapper/vg-a UUID=12345678-1234-1234-1234-123456789abc UUID=9 LABEL=x LABEL="q PARTUUID=1-2 /dev/disk/by-uuid/9 /img/file /dev//sdb /dev/a%b rel /a/../b /dev/disk/by-id/a-b /dev';
const KEYS =
  '- none /etc/key /etc/k%y /dev/urandom /dev//random /dev/sdk /dev/null LABEL=key /k:LABEL=usb /k:/dev/sdu /k:/dev/a%b k:UUID=1 /k:rel /k: :/dev/x /a:b:/dev/x rel /dev/disk/x:/y';
const OPTIONS =
  'luks nofail fail noauto auto swap tmp tmp=xfs tmp=a%b _netdev x-initrd.attach header=/h header=/h:LABEL=h header=/dev/hdr header=h:/dev/x header=- header= header=/h: ' +
  'keyfile-timeout=5 keyfile-timeout=bad keyfile-timeout=10s x-systemd.device-timeout=7 x-systemd.device-timeout=bad comment=systemd.device-timeout=3 size=256 a\\,b %u discard noauto=1 nofail=0 ' +
  'data-device=/dev/q journal-watermark=50';
const HASHES = 'abcdef 0123456789abcdef0123456789abcdef zz %';
const WORDS =
  'luks=no luks=yes luks.crypttab=no luks.uuid=9 luks.uuid=luks-12345678-1234-1234-1234-123456789abc luks.name=9=foo luks.name=12345678-1234-1234-1234-123456789abc=bar luks.name=zz=1 luks.name ' +
  'luks.options=luks,noauto luks.options=12345678-1234-1234-1234-123456789abc=nofail,header=/h:LABEL=h luks.key=/kk luks.key=12345678-1234-1234-1234-123456789abc=/k:/dev/x luks.key=9=/k ' +
  'luks.data=12345678-1234-1234-1234-123456789abc=/dev/dd luks.data=x rd.luks=0 rd.luks.uuid=9 rd.luks.options=swap veritytab=no systemd.verity=no systemd.verity=bad ' +
  'roothash=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff usrhash=0011 usrhash=00112233445566778899aabbccddeeffX systemd.verity_root_data=/dev/r systemd.verity-root-hash=LABEL=h ' +
  'systemd.verity_usr_data=/dev/r systemd.verity_usr_hash=/x/y systemd.verity_root_options=a%b root=/dev/x fstab=no systemd.swap=no systemd.volatile=state systemd.mask=a systemd.mask=/b/c systemd.wants=x ' +
  'systemd.wants=y@.service systemd.debug_shell systemd.debug-shell=ttyS0 systemd.unit=u.target 3 rescue single emergency systemd.run=/bin/a%b systemd.run_success_action=reboot systemd.run_failure_action=none ' +
  'resume=/dev/s resumeflags=x-systemd.device-timeout=4 noresume mount.usr=LABEL=u mount.usrflags=ro mount.usrfstype=xfs rootfstype=ext4 rootflags=subvol=a rw ro rd.systemd.unit=q.target rd.systemd.mask=m';

/** One tree's tables of devices, and its kernel command line. */
export interface TableCase {
  readonly crypttab: string;
  readonly veritytab: string;
  readonly integritytab: string;
  readonly kernelCommandLine: string;
}

/** Tables of few lines, since the first bad one ends the real generators, with a kernel command line of few words. */
export function randomTables(seed: number): TableCase {
  const random = seededRandom(seed);
  const pick = (text: string): string => {
    const words = text.split(' ');
    return words[Math.floor(random() * words.length)] ?? '';
  };
  const options = (): string => {
    const chosen: string[] = [];
    for (let count = Math.floor(random() * 4); count >= 0; count--) chosen.push(pick(OPTIONS));
    return chosen.join(',');
  };
  const table = (fields: () => string[], fieldCountMin: number): string => {
    const lines = ['# name and so on', ''];
    for (let i = Math.floor(random() * 4); i >= 0; i--) {
      const all = fields();
      const kept = random() < 0.8 ? all.length : Math.max(fieldCountMin - 1, Math.ceil(random() * all.length));
      lines.push((random() < 0.1 ? ' \t' : '') + all.slice(0, kept).join(random() < 0.5 ? ' ' : '\t '));
    }
    return `${lines.join('\n')}\n`;
  };
  const words: string[] = [];
  if (random() < 0.6) for (let i = Math.floor(random() * 6); i >= 0; i--) words.push(pick(WORDS));
  return {
    crypttab: table(() => [pick(NAMES), pick(DEVICES), pick(KEYS), options(), pick('more rest')], 2),
    veritytab: table(() => [pick(NAMES), pick(DEVICES), pick(DEVICES), pick(HASHES), options()], 4),
    integritytab: table(() => [pick(NAMES), pick(DEVICES), pick('- - /etc/k rel /dev/k'), options()], 2),
    kernelCommandLine: words.join(' '),
  };
}
