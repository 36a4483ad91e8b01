import { simplifyPath } from '../base/path.js';
import { matchesPattern } from './condition-compare.js';
import { isApiPath, pathStatus, resolvedPath, type ConditionWorld } from './condition-world.js';

/** No path is longer. */
const PATTERN_LENGTH_MAX = 4096;
/** So many alternatives of braces are tried, and so many directories are kept. */
const ALTERNATIVE_COUNT_MAX = 1024;

/**
 * Does some path match a pattern with `*`, `?`, `[...]` and `{a,b}`? A leading dot is matched only by a dot.
 *
 * @returns null when nothing matches, and the pattern leads to where the tree cannot tell
 * @systemd src/basic/glob-util.c glob_exists
 */
export function globExists(world: ConditionWorld, pattern: string): boolean | null {
  if (pattern.length > PATTERN_LENGTH_MAX) return false;
  let isOpen = false;
  for (const alternative of expandBraces(pattern)) {
    const found = plainGlobExists(world, alternative);
    if (found === true) return true;
    if (found === null) isOpen = true;
  }
  return isOpen ? null : false;
}

function plainGlobExists(world: ConditionWorld, pattern: string): boolean | null {
  let directories = ['/'];
  const parts = simplifyPath(pattern).split('/').filter(Boolean);
  let isOpen = false;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const next: string[] = [];
    for (const directory of directories.slice(0, ALTERNATIVE_COUNT_MAX)) {
      const names = /[*?[\\]/.test(part) ? entriesOf(world, directory).filter((name) => matchesName(part, name)) : [part];
      for (const name of names) {
        const path = `${directory === '/' ? '' : directory}/${name}`;
        const status = pathStatus(world, path, !isLast);
        if (status === 'unknown') isOpen = true;
        else if (status !== null && (isLast || status.kind === 'directory')) next.push(path);
      }
      if (names.length === 0 && isApiPath(world, directory)) isOpen = true;
    }
    directories = next;
  }
  if (directories.length > 0) return true;
  return isOpen ? null : false;
}

/** The names in a directory; what the run and the facts put there included. */
function entriesOf(world: ConditionWorld, directory: string): string[] {
  const names = new Set((world.fileSystem.list(directory) ?? []).map((entry) => entry.name));
  const others = [...world.facts.paths, ...(world.pathChanges?.keys() ?? [])];
  for (const known of new Set([directory, resolvedPath(world, directory)])) {
    const prefix = known === '/' ? '/' : `${known}/`;
    for (const path of others) if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0] ?? '');
  }
  names.delete('');
  return [...names];
}

function matchesName(pattern: string, name: string): boolean {
  return (!name.startsWith('.') || pattern.startsWith('.') || pattern.startsWith('\\.')) && matchesPattern(pattern, name);
}

/** The alternatives of braces, from left to right; one that is never closed stands for itself. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const todo = [pattern];
  while (todo.length > 0 && done.length < ALTERNATIVE_COUNT_MAX) {
    const text = todo.pop() ?? '';
    const open = text.search(/(?<!\\)\{/);
    const cuts = open < 0 ? null : findAlternatives(text, open);
    if (cuts === null) done.push(text);
    else {
      const end = cuts.at(-1) ?? open;
      for (let i = cuts.length - 2; i >= 0; i--) {
        const choice = text.slice((cuts[i] ?? 0) + 1, cuts[i + 1]);
        todo.push(text.slice(0, open) + choice + text.slice(end + 1));
      }
    }
  }
  return done;
}

/** Where an opening brace, its commas and its closing brace stand; null when it is not closed. */
function findAlternatives(text: string, open: number): number[] | null {
  const cuts = [open];
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\') i++;
    else if (c === '{') depth++;
    else if (c === ',' && depth === 1) cuts.push(i);
    else if (c === '}' && --depth === 0) return [...cuts, i];
  }
  return null;
}
