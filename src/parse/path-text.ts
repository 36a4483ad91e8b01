import { simplifyPath } from '../base/path.js';
import { isNormalizedPath } from './unit-name.js';

/** Why a path is refused. */
export type PathProblem = 'not-absolute' | 'absolute' | 'not-normalized' | 'too-long';

/**
 * Checks the path of a setting and simplifies it.
 *
 * @param relation what the path must be
 * @returns the simplified path, and what is wrong with it, if anything
 * @systemd src/shared/conf-parser.c path_simplify_and_warn
 */
export function checkPath(path: string, relation: 'absolute' | 'relative' | 'any'): { path: string; problem: PathProblem | null } {
  const isAbsolute = path.startsWith('/');
  if (relation === 'absolute' && !isAbsolute) return { path, problem: 'not-absolute' };
  if (relation === 'relative' && isAbsolute) return { path, problem: 'absolute' };
  const simple = simplifyPath(path);
  const hasLongPart = simple.length > 255 && simple.split('/').some((part) => part.length > 255);
  if (simple === '' || simple.length >= 4096 || hasLongPart) return { path: simple, problem: 'too-long' };
  return { path: simple, problem: isNormalizedPath(simple) ? null : 'not-normalized' };
}
