const TARGETS: Readonly<Record<string, string>> = {
  emergency: 'emergency.target',
  '-b': 'emergency.target',
  rescue: 'rescue.target',
  single: 'rescue.target',
  '-s': 'rescue.target',
  s: 'rescue.target',
  S: 'rescue.target',
  '1': 'rescue.target',
  '2': 'multi-user.target',
  '3': 'multi-user.target',
  '4': 'multi-user.target',
  '5': 'graphical.target',
};
const INITRD_TARGETS: Readonly<Record<string, string>> = { 'rd.emergency': 'emergency.target', 'rd.rescue': 'rescue.target' };

/** The target that a word of the kernel command line means as a runlevel; null for another word. @systemd src/basic/unit-file.c runlevel_to_target */
export function targetOfWord(word: string, isInitrd: boolean): string | null {
  const targets = isInitrd ? INITRD_TARGETS : TARGETS;
  return Object.hasOwn(targets, word) ? (targets[word] ?? null) : null;
}
