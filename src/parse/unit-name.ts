import { siphash24Hex } from '../base/siphash.js';
import { decodeUtf8, encodeUtf8 } from '../base/text.js';
import { simplifyPath } from '../base/path.js';
import { UNIT_TYPE_TRAITS, type UnitType } from './unit-type-table.js';

/** The longest unit name, in bytes. @systemd src/basic/unit-name.h UNIT_NAME_MAX */
export const UNIT_NAME_MAX = 255;

/** plain `a.service`, template `a@.service`, or instance `a@b.service`. */
export type NameClass = 'plain' | 'template' | 'instance';

/** The parts of a valid unit name. */
export interface UnitNameParts {
  readonly type: UnitType;
  readonly nameClass: NameClass;
  /** Before the first `@`, or before the last dot. */
  readonly prefix: string;
  /** Between the first `@` and the last dot; null for a plain name, empty for a template. */
  readonly instance: string | null;
}

const VALID_BODY = /^[0-9A-Za-z:_.\\\-@]+$/;
const VALID_PREFIX = /^[0-9A-Za-z:_.\\-]+$/;
const known = new Map<string, UnitNameParts | null>();

/**
 * Takes a unit name apart.
 *
 * @returns null when it is no valid unit name
 * @systemd src/basic/unit-name.c unit_name_is_valid
 */
export function parseUnitName(name: string): UnitNameParts | null {
  let parts = known.get(name);
  if (parts === undefined) {
    parts = takeApart(name);
    // A bound, so that hostile input cannot fill the memory.
    if (known.size > 200_000) known.clear();
    known.set(name, parts);
  }
  return parts;
}

function takeApart(name: string): UnitNameParts | null {
  if (name.length === 0 || name.length > UNIT_NAME_MAX) return null;
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return null;
  const type = name.slice(dot + 1);
  if (!Object.hasOwn(UNIT_TYPE_TRAITS, type)) return null;
  const body = name.slice(0, dot);
  if (!VALID_BODY.test(body)) return null;
  const at = body.indexOf('@');
  if (at === 0) return null;
  if (at < 0) return { type: type as UnitType, nameClass: 'plain', prefix: body, instance: null };
  const instance = body.slice(at + 1);
  return { type: type as UnitType, nameClass: instance === '' ? 'template' : 'instance', prefix: body.slice(0, at), instance };
}

/** Is this a valid unit name, of any class? */
export function isUnitName(name: string): boolean {
  return parseUnitName(name) !== null;
}

/** Compares valid unit names, which are ASCII, in byte order. @returns a number for Array.prototype.sort */
export function compareUnitNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Can a unit have this name: is it no template, and an instance only where its type has templates?
 *
 * @systemd src/core/unit.c unit_add_name; src/core/manager.c manager_load_unit_prepare
 */
export function isLoadableName(name: string): boolean {
  const parts = parseUnitName(name);
  if (parts === null || parts.nameClass === 'template') return false;
  return parts.nameClass === 'plain' || UNIT_TYPE_TRAITS[parts.type].mayBeTemplate;
}

/** The type of a valid unit name; null for another string. */
export function unitTypeOf(name: string): UnitType | null {
  return parseUnitName(name)?.type ?? null;
}

/** The template of an instance (`a@.service` for `a@b.service`); null for other names. */
export function templateOf(name: string): string | null {
  const parts = parseUnitName(name);
  return parts?.nameClass === 'instance' ? `${parts.prefix}@.${parts.type}` : null;
}

/**
 * Puts an instance into a template or instance name.
 *
 * @returns null when the name has no `@`, the instance is empty or has other characters, or the result is too long
 * @systemd src/basic/unit-name.c unit_name_replace_instance
 */
export function replaceInstance(name: string, instance: string): string | null {
  const parts = parseUnitName(name);
  if (parts === null || parts.nameClass === 'plain' || instance === '' || !VALID_BODY.test(instance)) return null;
  const result = `${parts.prefix}@${instance}.${parts.type}`;
  return result.length > UNIT_NAME_MAX ? null : result;
}

/** Is this a valid prefix: the part of a name before `@` or the dot? */
export function isUnitPrefix(text: string): boolean {
  return text.length <= UNIT_NAME_MAX && VALID_PREFIX.test(text);
}

/** Is this valid as the instance of a unit? */
export function isUnitInstance(text: string): boolean {
  return text.length <= UNIT_NAME_MAX && VALID_BODY.test(text);
}

const hexByte = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
function escapeRun(run: string): string {
  let escaped = '';
  for (const byte of encodeUtf8(run)) escaped += byte === 47 ? '-' : hexByte(byte);
  return escaped;
}

/**
 * Escapes a string for use in a unit name, byte by byte.
 *
 * @systemd src/basic/unit-name.c unit_name_escape
 */
export function escapeUnitName(text: string): string {
  if (/^[0-9A-Za-z:_][0-9A-Za-z:_.]*$/.test(text)) return text;
  return text.replace(/^\.|[^0-9A-Za-z:_.]+/g, escapeRun);
}

/**
 * Undoes `escapeUnitName`.
 *
 * @returns null for a backslash that starts no `\xHH`
 * @systemd src/basic/unit-name.c unit_name_unescape
 */
export function unescapeUnitName(text: string): string | null {
  if (!/[-\\]/.test(text)) return text;
  const bytes: number[] = [];
  const input = encodeUtf8(text);
  for (let i = 0; i < input.length; i++) {
    const byte = input[i] as number;
    if (byte === 45) bytes.push(47);
    else if (byte !== 92) bytes.push(byte);
    else {
      const hex = String.fromCharCode(...input.subarray(i + 1, i + 4));
      if (!/^x[0-9a-fA-F]{2}$/.test(hex)) return null;
      const decoded = parseInt(hex.slice(1), 16);
      // The result is a C string: a NUL ends it.
      if (decoded === 0) break;
      bytes.push(decoded);
      i += 3;
    }
  }
  return decodeUtf8(Uint8Array.from(bytes));
}

const PATH_MAX = 4096;
const NAME_MAX = 255;

const PLAIN_PATH = /^(?:\/[^/.][^/]*)+$/;

/** Is the path without `..`, `.`, and too long parts? @systemd src/basic/path-util.c path_is_normalized */
export function isNormalizedPath(path: string): boolean {
  if (path.length <= NAME_MAX && PLAIN_PATH.test(path)) return true;
  if (path === '' || path === '.' || path.startsWith('./') || path.length >= PATH_MAX) return false;
  const parts = path.split('/');
  return parts.every(
    (part, i) => part !== '..' && part !== '.' && (part !== '' || i === 0 || i === parts.length - 1) && part.length <= NAME_MAX,
  );
}

/**
 * Escapes a path for use in a unit name: `/` is `-`, outer slashes go.
 *
 * @returns null for a path that is not normalized
 * @systemd src/basic/unit-name.c unit_name_path_escape
 */
export function escapePath(path: string): string | null {
  const simple = simplifyPath(path);
  if (simple === '' || simple === '/') return '-';
  if (!isNormalizedPath(simple)) return null;
  return escapeUnitName(simple.replace(/^\/+|\/+$/g, ''));
}

/**
 * Undoes `escapePath`: always an absolute path.
 *
 * @systemd src/basic/unit-name.c unit_name_path_unescape
 */
export function unescapePath(text: string): string | null {
  if (text === '') return null;
  if (text === '-') return '/';
  const path = unescapeUnitName(text);
  if (path === null || path.startsWith('/') || path.endsWith('/') || path === '') return null;
  const parts = path.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..' || part.length > NAME_MAX) ? null : `/${path}`;
}

const HASH_KEY = Uint8Array.from([0xec, 0xf2, 0x37, 0xfb, 0x58, 0x32, 0x4a, 0x32, 0x84, 0x9f, 0x06, 0x9b, 0x0d, 0x21, 0xeb, 0x9a]);

/**
 * The unit name of a path, such as `srv-data.mount` for `/srv/data`; a name that would be too long ends in a hash.
 *
 * @returns null when the path gives no valid name
 * @systemd src/basic/unit-name.c unit_name_from_path, unit_name_hash_long
 */
export function unitNameFromPath(path: string, type: UnitType): string | null {
  const escaped = escapePath(path);
  if (escaped === null) return null;
  const suffix = `.${type}`;
  let name = escaped + suffix;
  if (name.length > UNIT_NAME_MAX) {
    const bytes = new Uint8Array(name.length + 1);
    for (let i = 0; i < name.length; i++) bytes[i] = name.charCodeAt(i);
    name = `${name.slice(0, UNIT_NAME_MAX - suffix.length - 17)}_${siphash24Hex(bytes, HASH_KEY)}${suffix}`;
  }
  return parseUnitName(name)?.nameClass === 'plain' ? name : null;
}

/** The path that a unit name stands for; null where it stands for none (or is hashed). @systemd src/basic/unit-name.c unit_name_to_path */
export function pathFromUnitName(name: string): string | null {
  const parts = parseUnitName(name);
  if (parts === null || (parts.nameClass === 'plain' && /_[0-9a-f]{16}$/.test(parts.prefix) && name.length === UNIT_NAME_MAX))
    return null;
  return unescapePath(parts.prefix);
}

/**
 * Makes a unit name of what a user typed, as systemctl does with its arguments.
 *
 * @param suffix the type for text that names none
 * @returns null when nothing can be made of it
 * @systemd src/basic/unit-name.c unit_name_mangle_with_suffix
 */
export function mangleUnitName(text: string, suffix: UnitType = 'service'): string | null {
  if (text === '') return null;
  if (isUnitName(text)) return text;
  if (text.startsWith('/')) {
    const simple = simplifyPath(text);
    const isDevice = /^\/(dev|sys)\/./.test(simple);
    const name = unitNameFromPath(simple, isDevice ? 'device' : 'mount');
    if (name !== null) return name;
  }
  const mangled = text.replace(/[^0-9A-Za-z:_.\-@\\]+/g, escapeRun);
  const dot = mangled.lastIndexOf('.');
  const hasType = dot > 0 && Object.hasOwn(UNIT_TYPE_TRAITS, mangled.slice(dot + 1));
  const name = hasType ? mangled : `${mangled}.${suffix}`;
  return isUnitName(name) ? name : null;
}
