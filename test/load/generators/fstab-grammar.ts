/** A source of numbers below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const DEVICES =
  '/dev/sda1 /dev/sdb /dev/mapper/vg0-root /dev//sdc1/ /dev/disk/by-id/a-b_c /dev/a%b /sys/block/x LABEL=root LABEL="quo\\040ted" UUID=ab-cd ' +
  "UUID='x' UUID='x PARTUUID=1234-01 PARTLABEL=EFI\\040part LABEL=ä LABEL=a/b LABEL=back\\134sl LABEL= UUID tmpfs none proc sysfs overlay /swapfile swapfile " +
  'nas:/vol nas.example:/a\\040b //srv/share /home/x/../y ./rel /dev/.. /dev/./x / /dev label=x ID=3';
const TYPES =
  'ext4 ext4 ext4 xfs vfat btrfs auto swap swap nfs nfs4 cifs tmpfs none autofs overlay fuse.sshfs fuse.x glusterfs iso9660,udf a%b zfs fuse.fuse.nfs nfs5';
const FLAGS =
  'defaults rw ro noauto auto nofail fail _netdev bg fg x-systemd.automount comment=systemd.automount x-systemd.makefs x-systemd.growfs x-systemd.rw-only x-initrd.mount ' +
  'x-systemd.requires=a.service x-systemd.requires=/data/x x-systemd.requires=/dev/sdz x-systemd.requires=we\\040ird x-systemd.requires=a@b x-systemd.requires=%i.target ' +
  'x-systemd.requires=/sys/x x-systemd.requires=/a/../b x-systemd.requires=.hid x-systemd.requires=a\\,b x-systemd.requires x-systemd.requires= ' +
  'x-systemd.after=net.target x-systemd.after=/ x-systemd.before=x.socket x-systemd.before=foo.bar x-systemd.requires-mounts-for=/m/n x-systemd.requires-mounts-for=rel ' +
  'x-systemd.requires-mounts-for=/a\\040b x-systemd.requires-mounts-for= x-systemd.requires-mounts-for=/p%q x-systemd.wanted-by=foo.service x-systemd.wanted-by=bar ' +
  'x-systemd.required-by=db.service x-systemd.required-by=/x/y x-systemd.wanted-by x-systemd.wanted-by= x-systemd.idle-timeout=5min x-systemd.idle-timeout=0 x-systemd.idle-timeout=bad ' +
  'x-systemd.mount-timeout=30 x-systemd.mount-timeout=1h30m5.5s x-systemd.mount-timeout=1.5ms x-systemd.mount-timeout=infinity x-systemd.mount-timeout=-1 x-systemd.mount-timeout=1y2M3w ' +
  'x-systemd.mount-timeout= x-systemd.device-timeout=10s x-systemd.device-timeout=0 x-systemd.device-timeout=1% comment=systemd.device-timeout=3 x-systemd.device-timeout= ' +
  'x-systemd.automount=yes noauto=1 nofail=no _netdev=x bg=2 x-systemd.makefs=no size=25% subvol=@home user=a\\,b back\\\\slash a\\bc trail\\\\ uid=1000 X-extra x-systemd.foo=1 ,, \\040 errors=remount-ro';
const POINTS =
  '/ / /usr /etc /home /home/user /var /var/lib/x /boot /boot/efi /data /data/sub /mnt/a\\040b /mnt/ä /mnt/%x /mnt//d/ /mnt/./e /lnk /lnk/deep /lnk/abs /lnk/dang/q /lnk/loop/z /lnk/up/w ' +
  '/lnk/file/x /no/../up /lnk/../up2 none swap - rel rel/x . .. ./x /proc /proc/fs/nfsd /sys /sys/fs/cgroup /sys/fs/cgroup/x /sys/fs/bpf /dev/shm /dev/hugepages /run /run/lock /run/user /run/host ' +
  '/run/host/x /run/initramfs/x /sys/kernel/debug /tmp /srv/a-b /srv/.hidden /srv/-dash /srv/x@y /srv/\\134 /srv/nl\\012x /srv/tab\\011x /a/b/c/d/e';
const NUMBERS = '0 0 0 1 1 2 x -1 +3 1a 0x1 4294967296 00';

/** Links and files that the mount points of `randomFstab` run into: path to text of the link, null for a plain file. */
export const FSTAB_LINKS: Readonly<Record<string, string | null>> = {
  '/lnk/abs': '/data/there',
  '/lnk/deep': 'abs/more',
  '/lnk/dang': '../no/such',
  '/lnk/loop': 'loop',
  '/lnk/up': '../../../up',
  '/lnk/file': null,
  '/usr/bin/.keep': null,
  '/data/there/.keep': null,
};

/** Lines of fstab, drawn from a grammar of what the generator tells apart, and of what it does not expect. */
export function randomFstab(seed: number, lineCount: number, options: { readonly uniquePoints: boolean }): string {
  const random = seededRandom(seed);
  const pick = (text: string): string => {
    const words = text.split(' ');
    return words[Math.floor(random() * words.length)] ?? '';
  };
  const blank = (): string => pick('\u0001 \u0001 \u0001\u0001 \t').replaceAll('\u0001', ' ');
  const lines: string[] = [];
  for (let i = 0; i < lineCount; i++) {
    const kind = random();
    if (kind < 0.01) lines.push('');
    else if (kind < 0.02) lines.push(' \t');
    else if (kind < 0.04) lines.push(`${random() < 0.5 ? '  ' : ''}# /dev/x /y ext4`);
    else {
      const fields: string[] = [pick(DEVICES)];
      let point = pick(POINTS);
      // Without this most lines of a long table are second ones of their mount point.
      if (options.uniquePoints && random() < 0.8 && point.startsWith('/') && point !== '/') point += `/u${String(i)}`;
      fields.push(point, pick(TYPES));
      const flags: string[] = [];
      for (let count = Math.floor(random() * random() * 9); count >= 0; count--) flags.push(pick(FLAGS));
      fields.push(flags.join(','));
      fields.push(pick(NUMBERS), pick(NUMBERS));
      if (fields[2] === 'swap' && random() < 0.7) fields[0] = `/dev/swap${String(i)}`;
      const kept = random() < 0.9 ? 6 : Math.floor(random() * 6) + 1;
      lines.push(
        (random() < 0.1 ? blank() : '') +
          fields
            .slice(0, kept)
            .map((field) => field + blank())
            .join(''),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
