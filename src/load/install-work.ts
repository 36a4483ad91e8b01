import type { Finding } from '../diagnostic/finding.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import { baseName, directoryName, isBelow, joinPath } from '../base/path.js';
import type { Place } from '../parse/place.js';
import type { InstallErrno } from './install-section.js';
import { resolveDirectory, type InstallContext } from './install-unit.js';

/** What a link is made for. */
export type InstallSetting = 'Alias' | 'WantedBy' | 'RequiredBy' | 'link' | 'mask';

/** One step of an install operation, in the order in which systemctl takes and tells them. */
export type InstallChange =
  | {
      readonly kind: 'made';
      readonly path: string;
      readonly target: string;
      readonly unit: string;
      readonly setting: InstallSetting;
      /** The word that asks for the link; null for links that no word asks for. */
      readonly at: Place | null;
    }
  | { readonly kind: 'removed'; readonly path: string }
  | { readonly kind: 'finding'; readonly isFatal: boolean; readonly finding: Finding };

/** What an install operation comes to. */
export interface InstallResult {
  readonly changes: readonly InstallChange[];
  /** Did a part of it fail? Other parts may have been done all the same. */
  readonly hasFailed: boolean;
  /** Links asked for, those among them that were there before; 0 for units that are not meant to be enabled. */
  readonly linkCount: number;
}

/** How an install operation goes about it. */
export interface InstallOptions {
  /** In systemctl's sentences: enable, disable, preset, mask. */
  readonly verb: string;
  /** Where links are made; the configuration directory of the search path where absent. */
  readonly directory?: string;
  /** Are aliases that stand for another unit taken over? */
  readonly force?: boolean;
}

/** The work of one operation: the links below its directory, as they are after the steps taken. */
export class InstallWork {
  readonly changes: InstallChange[] = [];
  readonly directory: string;
  readonly #links = new Map<string, string>();
  readonly #removed = new Set<string>();
  readonly context: InstallContext;
  readonly options: InstallOptions;

  constructor(context: InstallContext, options: InstallOptions) {
    this.context = context;
    this.options = options;
    this.directory = options.directory ?? context.searchPath.configDirectory;
  }

  add(
    code: DiagnosticCode,
    isFatal: boolean,
    at: Place | null,
    unit: string | null,
    values: Readonly<Record<string, string>>,
  ): void {
    const all = { verb: this.options.verb, ...values };
    const finding = unit === null ? { code, at, values: all } : { code, at, unit, values: { ...all, unit } };
    this.changes.push({ kind: 'finding', isFatal, finding });
  }

  /** Tells of an error. @systemd src/shared/install.c install_changes_dump */
  fail(errno: InstallErrno, name: string, unit: string | null = null, at: Place | null = null): void {
    const values = { name, path: name, error: ERROR_TEXT[errno] ?? errno };
    const isReference = errno === 'EXDEV' && unit !== null;
    this.add(isReference ? 'install-cannot-alias' : (FAILURE_CODE[errno] ?? 'install-failed'), true, at, unit, values);
  }

  linkAt(path: string): string | null {
    return this.#links.get(path) ?? (this.#removed.has(path) ? null : this.context.fileSystem.readLink(path));
  }

  isThere(path: string): boolean {
    return this.#links.has(path) || (!this.#removed.has(path) && this.context.fileSystem.linkStatus(path) !== null);
  }

  remove(path: string): void {
    this.#links.delete(path);
    this.#removed.add(path);
    this.changes.push({ kind: 'removed', path });
  }

  /** Makes a link where it is not there already. @returns whether it stands. @systemd src/shared/install.c create_symlink */
  link(unit: string, setting: InstallSetting, at: Place | null, target: string, path: string, force: boolean): boolean {
    if (this.isThere(path)) {
      const text = this.linkAt(path);
      if (text === null) {
        this.add('install-exists', true, at, unit, { path });
        return false;
      }
      if (isSameLink(this.context, path, text, target)) return true;
      if (!force) {
        this.add('install-exists-as-link', true, at, unit, { path, target: text });
        return false;
      }
      this.remove(path);
    }
    this.#links.set(path, target);
    this.changes.push({ kind: 'made', path, target, unit, setting, at });
    return true;
  }

  /** Where a path leads in the end, links followed; what is missing stays. null for a circle. */
  chase(path: string): string | null {
    let current = path;
    for (let i = 0; i <= 40; i++) {
      const text = this.linkAt(current);
      if (text === null) return current;
      current = resolveDirectory(this.context.fileSystem, joinPath(directoryName(current), text));
    }
    return null;
  }

  result(linkCount: number): InstallResult {
    return {
      changes: this.changes,
      hasFailed: this.changes.some((change) => change.kind === 'finding' && change.isFatal),
      linkCount,
    };
  }
}

/** The errors that have a sentence of their own. */
export const FAILURE_CODE: Readonly<Partial<Record<InstallErrno, DiagnosticCode>>> = {
  ERFKILL: 'install-masked',
  EADDRNOTAVAIL: 'install-generated',
  EBADSLT: 'install-invalid-specifier',
  EUNATCH: 'install-unresolved-specifier',
  EIDRM: 'install-destination-not-template',
  EUCLEAN: 'install-invalid-name',
  ELOOP: 'install-linked',
  EXDEV: 'install-invalid-reference',
  ENOENT: 'install-not-found',
};
const ERROR_TEXT: Readonly<Partial<Record<InstallErrno, string>>> = {
  ENOLINK: 'Link has been severed',
  EINVAL: 'Invalid argument',
  EBADMSG: 'Bad message',
  ENOBUFS: 'No buffer space available',
  EISDIR: 'Is a directory',
  EBADFD: 'File descriptor in bad state',
  ENAMETOOLONG: 'File name too long',
  EIO: 'Input/output error',
};

/** Do two link texts come to the same? @systemd src/shared/install.c chroot_unit_symlinks_equivalent */
function isSameLink(context: InstallContext, path: string, a: string, b: string): boolean {
  if (a === b) return true;
  const [one, two] = [a, b].map((text) => joinPath(directoryName(path), text)) as [string, string];
  const real = context.fileSystem.realPath(one);
  if (real !== null && real === context.fileSystem.realPath(two)) return true;
  const isSearched = (target: string): boolean => context.searchPath.directories.some((directory) => isBelow(target, directory));
  return baseName(one) === baseName(two) && isSearched(one) && isSearched(two);
}
