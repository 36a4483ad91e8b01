import { splitRelaxed } from './relaxed-words.js';

/**
 * Splits the kernel command line into words as systemd does: blanks separate, quotes are removed, backslashes stay.
 *
 * @systemd src/basic/proc-cmdline.c proc_cmdline_parse
 */
export function splitKernelCommandLine(text: string): string[] {
  return splitRelaxed(text, true).map((word) => word.text);
}

/** One word of the kernel command line, split at its first `=`; `value` is null where there is none. */
export interface KernelWord {
  readonly key: string;
  readonly value: string | null;
}

/**
 * The words that a reader sees: those with `rd.` are for the initrd only.
 *
 * @param stripPrefix whether `rd.` is cut off in the initrd
 * @systemd src/basic/proc-cmdline.c proc_cmdline_parse_given
 */
export function kernelWords(words: readonly string[], isInitrd: boolean, stripPrefix: boolean): KernelWord[] {
  const result: KernelWord[] = [];
  for (const word of words) {
    let text = word;
    if (word.startsWith('rd.')) {
      if (!isInitrd) continue;
      if (stripPrefix) text = word.slice(3);
    }
    const at = text.indexOf('=');
    result.push(at < 0 ? { key: text, value: null } : { key: text.slice(0, at), value: text.slice(at + 1) });
  }
  return result;
}

/**
 * The words for this system alone: in the initrd those with `rd.`, which is cut off, outside it those without.
 *
 * @systemd src/basic/proc-cmdline.c PROC_CMDLINE_RD_STRICT
 */
export function ownKernelWords(words: readonly string[], isInitrd: boolean): KernelWord[] {
  return kernelWords(isInitrd ? words.filter((word) => word.startsWith('rd.')) : words, isInitrd, true);
}

/** Compares keys of the kernel command line: `-` and `_` are one. @systemd src/basic/proc-cmdline.c proc_cmdline_key_streq */
export function isKernelKey(key: string, expected: string): boolean {
  return key.replaceAll('-', '_') === expected.replaceAll('-', '_');
}

const RUNLEVEL_TARGETS: Readonly<Record<string, string>> = {
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

/** The target that a single word of the kernel command line means as a runlevel; null for none. @systemd src/basic/unit-file.c runlevel_to_target */
export function runlevelTarget(word: string, isInitrd: boolean): string | null {
  const targets = isInitrd ? INITRD_TARGETS : RUNLEVEL_TARGETS;
  return Object.hasOwn(targets, word) ? (targets[word] ?? null) : null;
}
