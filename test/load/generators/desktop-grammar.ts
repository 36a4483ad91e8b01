import { seededRandom } from './fstab-grammar.js';

const KEYS =
  'Exec Exec Exec Exec Name Path TryExec Type OnlyShowIn OnlyShowIn NotShowIn Hidden X-systemd-skip AutostartCondition X-KDE-autostart-condition X-GNOME-Autostart-Phase Name[de] Icon Unknown'.split(
    ' ',
  );
const PARTS = [
  ...'sh sh a b %u %% % ~ ~/x ; ;; = " \' $ ` \\\\ \\s \\n \\; \\t \\q \\ # * ( \\\\\\\\x41 \\\\\\\\n \\\\\\\\q é [ ] / : & ! GNOME KDE true no'.split(
    ' ',
  ),
  ' ',
  ' ',
  ' ',
  '\t',
];

/** A desktop entry that mostly starts something. */
export function randomDesktopEntry(seed: number): string {
  const random = seededRandom(seed);
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? '';
  const lines = ['[Desktop Entry]', 'Type=Application'];
  for (let i = Math.floor(random() * 6); i >= 0; i--) {
    const key = pick(KEYS);
    let value = key === 'Exec' && random() < 0.8 ? 'sh ' : '';
    if (['Hidden', 'X-systemd-skip'].includes(key)) value = pick(['no', 'no', '0', 'x', 'true']);
    else if (key === 'Type') value = pick(['Application', 'Link']);
    else if (key === 'TryExec') value = pick(['sh', '/usr/local/bin/sh', 'nothing']);
    else if (key !== 'X-GNOME-Autostart-Phase' || random() < 0.9)
      for (let n = Math.floor(random() * 8); n > 0; n--) value += pick(PARTS);
    if (key === 'X-GNOME-Autostart-Phase' && random() < 0.7) continue;
    lines.push(`${key}${random() < 0.1 ? ' ' : ''}=${value}`);
  }
  return `${lines.join('\n')}\n`;
}
