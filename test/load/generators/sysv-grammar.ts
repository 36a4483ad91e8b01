import { seededRandom } from './fstab-grammar.js';

const NAMES =
  'alpha alpha.sh beta gamma.sh delta-x eps@y zeta.bak .hidden eta~ theta.dpkg-old we+ird iota kappa lambda native aliased';
const FACILITIES =
  '$local_fs $remote_fs $network $named $portmap $syslog $time $all $x-display alpha beta gamma gamma.sh delta-x local_fs network time "q uoted" we%ird mail-transport-agent $we+ird a.socket b.target $network.target iota back\\slash $';
const LINES = [
  '#! /bin/sh',
  '### BEGIN INIT INFO',
  '### END INIT INFO',
  '# Provides: @',
  '# Required-Start: @ @',
  '# required-start:\t@ @ @',
  '# Should-Start: @',
  '# X-Start-Before: @ @',
  '# X-Start-After: @',
  '#X-START-AFTER:@',
  '# Required-Stop: @',
  '# Default-Start: 2 3 4 5',
  '# Short-Description: Short %h text',
  '# Short-Description:',
  '# Description: Long text \\',
  '# description: chk one \\',
  '#   more of it',
  '#\tand more \\',
  '# not more',
  '#',
  '',
  '# pidfile: /run/x%y.pid',
  '# pidfile: rel.pid',
  '  # Provides: indented',
  'echo "Usage: $0 {start|stop|reload}"',
  'echo "usage: $0 {start|\\',
  '  reload|restart}"',
  'echo "Usage: $0 start|stop|reload"',
  'echo {reload|x',
  'exit 0 ',
];

/** A tree of init scripts and start links: path to content, or to the text of a link; mode where it is executable. */
export function randomScripts(
  seed: number,
): Map<string, { readonly text: string; readonly executable: boolean } | { readonly link: string }> {
  const random = seededRandom(seed);
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? '';
  const facilities = FACILITIES.split(' ');
  const tree = new Map<string, { readonly text: string; readonly executable: boolean } | { readonly link: string }>();
  const names = NAMES.split(' ').filter(() => random() < 0.6);
  for (const name of names) {
    const lines = ['#!/bin/sh'];
    // Half of them have a proper header, so that most rules are reached.
    if (random() < 0.5) {
      lines.push('### BEGIN INIT INFO', `# Provides: ${name}`);
      for (let i = 0; i < 5; i++) lines.push(pick(LINES.slice(3)).replace(/@/g, () => pick(facilities)));
      lines.push('### END INIT INFO');
    }
    for (let i = Math.floor(random() * 12); i > 0; i--) lines.push(pick(LINES).replace(/@/g, () => pick(facilities)));
    tree.set(`/etc/init.d/${name}`, { text: `${lines.join('\n')}\n`, executable: random() < 0.9 });
    for (const level of '0123456S') {
      if (random() < 0.4)
        tree.set(`/etc/rc${level}.d/${pick(['S', 'S', 'S', 'K'])}${pick(['01', '20', '99', '2x', '5'])}${name}`, {
          link: `../init.d/${name}`,
        });
    }
  }
  tree.set('/etc/systemd/system/native.service', { text: '[Service]\nExecStart=/bin/true\n', executable: false });
  tree.set('/usr/lib/systemd/system/aliased.service', { link: 'nowhere.service' });
  return tree;
}
