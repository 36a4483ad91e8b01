import type { Place } from './place.js';

/** What is found in a list of mount options. */
export interface FoundOptions {
  /** The last of the names that occurs; null for none. */
  readonly name: string | null;
  /** The value of the last one; null where it has none. */
  readonly value: string | null;
  /** Where the last one starts, in characters of the option string. */
  readonly offset: number;
  /** The values of all that have one, with where each starts. */
  readonly values: readonly { readonly value: string; readonly offset: number }[];
  /** The option string without all of them. */
  readonly rest: string;
}

interface Word {
  readonly text: string;
  readonly offset: number;
}

/** The same, found again: each line of fstab is asked for a score of options. */
const wordsOf = ((): ((options: string) => readonly Word[]) => {
  let lastOptions = '';
  let lastWords: readonly Word[] = [];
  return (options) => {
    if (options !== lastOptions) [lastOptions, lastWords] = [options, splitOptions(options)];
    return lastWords;
  };
})();

// `\,` and `\\` are escapes, any other backslash stands for itself.
function splitOptions(options: string): Word[] {
  const words: Word[] = [];
  let text = '';
  let offset = 0;
  for (let i = 0; i < options.length; i++) {
    const c = options.charAt(i);
    if (c === '\\' && i + 1 < options.length) {
      const next = options.charAt(++i);
      text += next === ',' || next === '\\' ? next : c + next;
    } else if (c === ',') {
      words.push({ text, offset });
      text = '';
      offset = i + 1;
    } else text += c;
  }
  words.push({ text, offset });
  return words.filter((word) => word.text !== '');
}

/**
 * Looks for options by name, as a flag (`name`) or with a value (`name=value`).
 *
 * @systemd src/shared/fstab-util.c fstab_filter_options
 */
export function findOptions(options: string, names: readonly string[]): FoundOptions {
  let name: string | null = null;
  let value: string | null = null;
  let offset = 0;
  const values: { value: string; offset: number }[] = [];
  const kept: string[] = [];
  for (const word of wordsOf(options)) {
    const found = names.find((candidate) => word.text === candidate || word.text.startsWith(`${candidate}=`));
    if (found === undefined) {
      kept.push(word.text.replaceAll(',', '\\,'));
      continue;
    }
    name = found;
    offset = word.offset;
    value = word.text.length > found.length ? word.text.slice(found.length + 1) : null;
    if (value !== null) values.push({ value, offset: word.offset });
  }
  return { name, value, offset, values, rest: kept.join(',') };
}

/** Is one of the options there, with or without a value? @systemd src/shared/fstab-util.h fstab_test_option */
export function hasOption(options: string, ...names: readonly string[]): boolean {
  return findOptions(options, names).name !== null;
}

/** Of two opposite options the last one counts. @systemd src/shared/fstab-util.h fstab_test_yes_no_option */
export function isOptionOn(options: string, yes: string, no: string): boolean {
  return findOptions(options, [yes, no]).name === yes;
}

/** The place of an option. @param start where the option string starts */
export function optionPlace(start: Place, offset: number): Place {
  return { ...start, column: start.column + offset };
}

const NETWORK_TYPES = new Set(
  'afs ceph cifs gfs gfs2 ncp ncpfs nfs nfs4 ocfs2 orangefs pvfs2 smb3 smbfs davfs glusterfs lustre sshfs'.split(' '),
);

/** Is the file system one that needs the network? @systemd src/basic/mountpoint-util.c fstype_is_network */
export function isNetworkType(type: string): boolean {
  return NETWORK_TYPES.has(type.startsWith('fuse.') ? type.slice(5) : type);
}
