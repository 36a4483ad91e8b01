/**
 * What became of loading a unit. `stub` and `merged` are never seen at the end.
 *
 * @systemd src/basic/unit-def.h UnitLoadState
 */
export const LOAD_STATES = ['stub', 'loaded', 'not-found', 'bad-setting', 'error', 'merged', 'masked'] as const;

/** A load state. */
export type LoadState = (typeof LOAD_STATES)[number];

/** An error of loading, by its errno name. */
export type LoadError =
  | 'ENOENT'
  | 'ENOEXEC'
  | 'EBADMSG'
  | 'EINVAL'
  | 'ENOBUFS'
  | 'EEXIST'
  | 'ELOOP'
  | 'EADDRNOTAVAIL'
  | 'EIO'
  | 'EPERM'
  | 'EISDIR'
  | 'EACCES'
  | 'ENAMETOOLONG';

/** The sentence of an errno, as strerror() has it. */
export const LOAD_ERROR_TEXT: Readonly<Record<LoadError, string>> = {
  ENOENT: 'No such file or directory',
  ENOEXEC: 'Exec format error',
  EBADMSG: 'Bad message',
  EINVAL: 'Invalid argument',
  ENOBUFS: 'No buffer space available',
  EEXIST: 'File exists',
  ELOOP: 'Too many levels of symbolic links',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EIO: 'Input/output error',
  EPERM: 'Operation not permitted',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
  ENAMETOOLONG: 'File name too long',
};
