import { LINK_COUNT_MAX } from './file-system.js';

/** One step of a walk: what stands at a path that has no links before its last component. */
export type Step = { readonly link: string } | 'directory' | 'file' | 'other' | null;

/**
 * Walks a path inside a root, following links as the kernel does after chroot(): absolute links start at the root again, `..`
 * never leaves it.
 *
 * @param step tells what stands at a resolved path
 * @param followLast whether a link in the last component is followed
 * @returns the resolved path; null when a component is missing, no directory, or there are too many links
 */
export function resolvePath(path: string, step: (path: string) => Step, followLast: boolean): string | null {
  const todo = path.split('/').reverse();
  let done = '';
  let links = 0;
  while (todo.length > 0) {
    const part = todo.pop();
    if (part === undefined || part === '' || part === '.') continue;
    if (part === '..') {
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const next = `${done}/${part}`;
    const found = step(next);
    if (found === null) return null;
    const isLast = todo.every((rest) => rest === '' || rest === '.');
    if (typeof found === 'object') {
      if (isLast && !followLast) return next;
      if (++links > LINK_COUNT_MAX) return null;
      if (found.link.startsWith('/')) done = '';
      for (const piece of found.link.split('/').reverse()) todo.push(piece);
      continue;
    }
    if (found !== 'directory' && !isLast) return null;
    done = next;
  }
  return done === '' ? '/' : done;
}

/** Resolves paths of a file system that does not change; what is known of directories is kept. */
export interface PathResolver {
  resolve(path: string, followLast: boolean): string | null;
}

const IS_PLAIN = /^(?:\/[^/.][^/]*)*\/(?:[^/.][^/]*|\.[^/.][^/]*)$/;

/**
 * Where a link leads that stands in a resolved directory: `..` at the start of its text is taken off by hand.
 *
 * @returns null where the text has more than that in it
 */
function plainTarget(path: string, text: string): string | null {
  if (text.startsWith('/')) return IS_PLAIN.test(text) ? text : null;
  let directory = path.slice(0, path.lastIndexOf('/'));
  let at = 0;
  for (; text.startsWith('../', at); at += 3) directory = directory.slice(0, Math.max(0, directory.lastIndexOf('/')));
  const rest = `/${text.slice(at)}`;
  return IS_PLAIN.test(rest) ? directory + rest : null;
}

/** Makes a resolver. @param step is asked about the same paths again and again */
export function pathResolver(step: (path: string) => Step): PathResolver {
  const directories = new Map<string, string | null>([['', '']]);
  const slow = (path: string, followLast: boolean): string | null => resolvePath(path, step, followLast);
  const directory = (path: string): string | null => {
    let known = directories.get(path);
    if (known === undefined) {
      const resolved = slow(path, true);
      const isDirectory = resolved !== null && (resolved === '/' || step(resolved) === 'directory');
      known = isDirectory ? (resolved === '/' ? '' : resolved) : null;
      directories.set(path, known);
    }
    return known;
  };
  // Most links lead to a file: only one that leads to another link is walked.
  const follow = (path: string, text: string): string | null => {
    const target = plainTarget(path, text);
    if (target === null) return slow(path, true);
    const at = target.lastIndexOf('/');
    const parent = directory(target.slice(0, at));
    if (parent === null) return null;
    const whole = parent + target.slice(at);
    const found = step(whole);
    if (found === null) return null;
    return typeof found === 'object' ? slow(path, true) : whole;
  };
  const find = (path: string, followLast: boolean): string | null => {
    const at = path.lastIndexOf('/');
    if (at < 0 || !isName(path, at + 1)) return slow(path, followLast);
    const written = path.slice(0, at);
    const parent = directory(written);
    if (parent === null) return null;
    const whole = parent === written ? path : parent + path.slice(at);
    const found = step(whole);
    if (found === null) return null;
    return followLast && typeof found === 'object' ? follow(whole, found.link) : whole;
  };
  const resolved = new Map<string, string | null>();
  return {
    resolve(path, followLast) {
      if (!followLast) return find(path, false);
      let known = resolved.get(path);
      if (known === undefined) {
        known = find(path, true);
        resolved.set(path, known);
      }
      return known;
    },
  };
}
/** Does a path go on from here with a name: not with nothing, `.` or `..`? */
function isName(path: string, start: number): boolean {
  const length = path.length - start;
  return length > 2 || (length > 0 && path.charCodeAt(start) !== 46) || (length === 2 && path.charCodeAt(start + 1) !== 46);
}
