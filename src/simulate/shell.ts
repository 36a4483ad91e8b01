import { directoryName, simplifyPath } from '../base/path.js';
import { USEC_PER_SEC, type Usec } from '../base/usec.js';
import type { FileKind } from '../host/file-system.js';
import type { WorldEvent } from './world.js';

/** One of the things that a simple command line does. */
export type ShellAction =
  | { readonly kind: 'systemctl'; readonly words: readonly string[] }
  | { readonly kind: 'event'; readonly event: WorldEvent }
  | { readonly kind: 'wait'; readonly usec: Usec };

const paths = (words: readonly string[]): string[] => words.filter((word) => word.startsWith('/')).map(simplifyPath);
const pathEvent = (path: string, is: 'created' | 'changed' | 'removed', fileKind?: FileKind): ShellAction => ({
  kind: 'event',
  event: { kind: 'path', path, is, ageUsec: 0, ...(fileKind && { fileKind }) },
});

const access = (path: string, by: string): ShellAction => ({ kind: 'event', event: { kind: 'access', path, by } });

/** Words of a command; quotes are taken off. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function actionsOf(command: string): ShellAction[] | null {
  const redirected = /^(.*?)\s*(>>?)\s*(\/[^\s>&|]+)$/.exec(command);
  const words = wordsOf((redirected?.[1] ?? command).replace(/\s+2>&1$/, ''));
  const [program = '', ...rest] = words;
  if (redirected?.[3] !== undefined)
    return program === 'echo' || program === ':' || words.length === 0 ? [pathEvent(redirected[3], 'changed')] : null;
  switch (program) {
    case 'systemctl':
      return [{ kind: 'systemctl', words: rest }];
    case 'touch':
    case 'mkdir':
      return rest.some((word) => word === '-d' || word === '-t')
        ? null
        : paths(rest).flatMap((path) => [
            access(directoryName(path), program),
            pathEvent(path, 'created', program === 'mkdir' ? 'directory' : undefined),
          ]);
    case 'rm':
    case 'rmdir':
      return paths(rest).flatMap((path) => [access(directoryName(path), program), pathEvent(path, 'removed')]);
    case 'mount':
    case 'umount': {
      const path = paths(rest).at(-1);
      if (path === undefined) return null;
      return [{ kind: 'event', event: { kind: 'mount', path, is: program === 'mount' ? 'mounted' : 'unmounted' } }];
    }
    case 'ls':
      return paths(rest).map((path) => access(path, program));
    case 'stat':
      // It does not enter what it looks at.
      return paths(rest).map((path) => access(directoryName(path), program));
    case 'sleep':
      return /^\d+(?:\.\d+)?$/.test(rest[0] ?? '') ? [{ kind: 'wait', usec: Math.round(Number(rest[0]) * USEC_PER_SEC) }] : null;
    case 'true':
    case ':':
      return [];
    default:
      return null;
  }
}

/**
 * What a simple command line does: systemctl, and a few programs that touch files and mounts, joined by `;` and `&&`.
 *
 * @returns null when there is anything else in it
 */
export function simpleShell(command: string): ShellAction[] | null {
  const all: ShellAction[] = [];
  for (const part of command.split(/;|&&/)) {
    if (part.trim() === '') continue;
    const actions = actionsOf(part.trim());
    if (actions === null) return null;
    all.push(...actions);
  }
  return all;
}
