/**
 * Puts a path into its simple form: one slash between components, no `.`, no trailing slash. `..` stays.
 *
 * @systemd src/basic/path-util.c path_simplify
 */
export function simplifyPath(path: string): string {
  if (!path.includes('//') && !path.includes('/.') && !path.startsWith('./') && (path.length === 1 || !path.endsWith('/')))
    return path;
  const absolute = path.startsWith('/');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const joined = parts.join('/');
  if (absolute) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** The last component of a path. */
export function baseName(path: string): string {
  const end = path.endsWith('/') && path.length > 1 ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

/** The path without its last component; `/` for a path directly below the root. */
export function directoryName(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}

/** Joins two paths with one slash; an absolute second path stands for itself. */
export function joinPath(directory: string, path: string): string {
  if (path.startsWith('/')) return path;
  return directory.endsWith('/') ? directory + path : `${directory}/${path}`;
}

/** Is `path` the directory itself or below it, component by component? Both in simple form. */
export function isBelow(path: string, directory: string): boolean {
  if (directory === '/') return path.startsWith('/');
  return path === directory || (path.startsWith(directory) && path.charCodeAt(directory.length) === 47);
}
