import { encodeUtf8 } from '../base/text.js';
import { parseUnitName, unescapePath, unescapeUnitName } from './unit-name.js';

/** What a specifier stands for in one unit: machine values come from `value`, those of the name are made here. */
export interface SpecifierContext {
  readonly unitName: string;
  readonly fragmentPath: string | null;
  /** The fragment with all links resolved; null where there is none. */
  readonly realFragmentPath: () => string | null;
  readonly isUser: boolean;
  /** The value of a machine specifier by its letter (`m`, `H`, `t`, ...), or the sentence of the errno. */
  readonly value: (letter: string) => string | { readonly error: string };
  /** DefaultInstance=, for the `install` set. */
  readonly defaultInstance?: string;
}

/** Which specifiers are known: `name` in unit names, `install` in [Install], `full` elsewhere. */
export type SpecifierSet = 'name' | 'full' | 'install';

/** An expanded text, and the deprecated specifiers in it; or the sentence of the errno. */
export type Expansion = { readonly text: string; readonly deprecated: readonly string[] } | { readonly error: string };

/** The longest result, in bytes, where nothing else is said. */
export const SPECIFIER_LENGTH_MAX = 1024 * 1024;

const NONE: readonly string[] = [];
const INVALID_SLOT = { error: 'Invalid slot' };
const INVALID_ARGUMENT = { error: 'Invalid argument' };
const NAME_LETTERS = new Set('nNpijabmHlqvowWBMAuUgG');
const MACHINE_LETTERS = new Set('abmHlqvowWBMAuUgGhstSCLETV');
const FULL_LETTERS = new Set(`nNpPiIjJfyYdcrR${[...MACHINE_LETTERS].join('')}`);
const DEPRECATED_LETTERS = new Set('crR');

const unescaped = (text: string): string | { error: string } => unescapeUnitName(text) ?? INVALID_ARGUMENT;

function unitSpecifier(letter: string, context: SpecifierContext, set: SpecifierSet): string | { readonly error: string } {
  const { unitName } = context;
  const parts = parseUnitName(unitName);
  const prefix = parts?.prefix ?? '';
  let instance = parts?.instance ?? '';
  if (set === 'install' && parts?.nameClass === 'template') instance = context.defaultInstance ?? '';
  const lastPart = prefix.slice(prefix.lastIndexOf('-') + 1);
  const withInstance =
    parts?.nameClass === 'template' && instance !== '' ? `${prefix}@${instance}` : unitName.slice(0, unitName.lastIndexOf('.'));
  switch (letter) {
    case 'n':
      return `${withInstance}${unitName.slice(unitName.lastIndexOf('.'))}`;
    case 'N':
      return withInstance;
    case 'p':
      return prefix;
    case 'P':
      return unescaped(prefix);
    case 'i':
      return instance;
    case 'I':
      return unescaped(instance);
    case 'j':
      return lastPart;
    case 'J':
      // An assertion of unit_name_unescape() fails in systemd 252: PID 1 freezes.
      return lastPart === ''
        ? { error: 'here systemd itself crashes, since the name has nothing after its last -' }
        : unescaped(lastPart);
    case 'f':
      return unescapePath(parts?.instance ?? prefix) ?? INVALID_ARGUMENT;
    case 'd':
      return `${context.isUser ? textOr(context.value('t'), '') : '/run'}/credentials/${unitName}`;
    case 'y':
    case 'Y': {
      const path = context.realFragmentPath();
      if (path === null) return { error: 'No such file or directory' };
      return letter === 'y' ? path : path.slice(0, path.lastIndexOf('/')) || '/';
    }
    // The control group of a unit is not known while its file is read: this is where it is without a Slice=.
    case 'c':
      return `/system.slice/${unitName}`;
    case 'r':
      return '/system.slice';
    default:
      return '';
  }
}

function textOr(value: string | { readonly error: string }, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/**
 * Expands the specifiers of a text: `%%` is `%`; `%` before something that is neither letter nor digit, or at the end, stays.
 *
 * @param lengthMax in bytes
 * @returns the text, or the sentence of the errno: `Invalid slot` for a letter that is not known
 * @systemd src/shared/specifier.c specifier_printf; src/core/unit-printf.c
 */
export function expandSpecifiers(
  text: string,
  set: SpecifierSet,
  context: SpecifierContext,
  lengthMax: number = SPECIFIER_LENGTH_MAX,
): Expansion {
  if (!text.includes('%') && text.length * 3 <= lengthMax) return { text, deprecated: NONE };
  const letters = set === 'full' ? FULL_LETTERS : NAME_LETTERS;
  const deprecated: string[] = [];
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string;
    const letter = text[at + 1];
    if (c !== '%' || letter === undefined || !/[0-9A-Za-z%]/.test(letter)) {
      result += c;
      continue;
    }
    at++;
    if (letter === '%') {
      result += '%';
      continue;
    }
    if (!letters.has(letter)) return INVALID_SLOT;
    const value = MACHINE_LETTERS.has(letter) ? context.value(letter) : unitSpecifier(letter, context, set);
    if (typeof value !== 'string') return value;
    if (DEPRECATED_LETTERS.has(letter)) deprecated.push(letter);
    result += value;
  }
  if (result.length * 3 > lengthMax && encodeUtf8(result).length > lengthMax) return { error: 'File name too long' };
  return { text: result, deprecated };
}
