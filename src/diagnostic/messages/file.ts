import { wording, type Wording } from './wording.js';

/** About files, and the names and links that they have. */
export const FILE_MESSAGES = {
  // Files and directories
  'unreadable-file': wording('notice', 'Failed to open {path}: {error}', 'check that the file is there and may be read'),
  'directory-as-file': wording('notice', 'Failed to open {path}: {error}', 'put a file there'),
  'unreadable-table': wording('error', 'Failed to open {path}: {error}', 'check that the file may be read'),
  'unreadable-directory': wording('warning', 'Failed to read directory {path}: {error}'),
  'not-a-regular-file': wording(
    'warning',
    '{path} is a {kind}, not a regular file: it is ignored.',
    'replace it by a regular file or a symbolic link, or remove it',
  ),
  'name-too-long': wording('warning', 'The name of {path} is longer than 255 bytes: it is ignored.', 'give it a shorter name'),
  'executable-file': wording(
    'warning',
    'Configuration file {path} is marked executable. Please remove executable permission bits. Proceeding anyway.',
    'chmod a-x',
  ),
  'world-writable-file': wording(
    'warning',
    'Configuration file {path} is marked world-writable. Please remove world writability permission bits. Proceeding anyway.',
    'chmod o-w',
  ),
  // Names and links
  'alias-type-not-allowed': wording(
    'notice',
    '{source}: symlinks are not allowed for units of this type, rejecting.',
    'give the unit its own file',
  ),
  'alias-template-not-allowed': wording('notice', '{source}: templates not allowed for {type} units, rejecting.'),
  'alias-bad-name': wording(
    'notice',
    '{source} points to "{destination}" which is not a valid unit name: Invalid cross-device link',
    'point the link to a unit file',
  ),
  'alias-class-differs': wording('notice', '{source}: symlink target name type "{destination}" does not match source, rejecting.'),
  'alias-instance-differs': wording(
    'notice',
    '{source}: unit symlink target "{destination}" instance name doesn\'t match, rejecting.',
  ),
  'alias-type-differs': wording('notice', '{source}: symlink target "{destination}" has incompatible suffix, rejecting.'),
  'unresolved-symlink': wording(
    'warning',
    'Failed to resolve symlink {path} pointing to {target}: {error}',
    'point the link to a path that can be followed',
  ),
  'suspicious-symlink': wording(
    'warning',
    'Suspicious symlink {path} \u2192 {target}, treating as alias.',
    'point the link to the file in the search directory itself',
  ),
  'dependency-not-a-symlink': wording(
    'warning',
    '{kind} dependency dropin {path} is not a symlink, ignoring.',
    'make it a symbolic link to the unit file',
  ),
  'dependency-bad-name': wording(
    'warning',
    '{kind} dependency dropin {path} is not a valid unit name, ignoring.',
    "rename the link to the unit's name, or remove it",
  ),
  'dependency-other-name': wording(
    'warning',
    '{kind} dependency dropin {path} target {target} has different name',
    'the name of the link counts, not its target',
  ),
} as const satisfies Record<string, Wording>;
