import { wording, type Wording } from './wording.js';

/** About enabling, in the words of systemctl; {verb} is enable, disable, preset, mask. */
export const INSTALL_MESSAGES = {
  'install-alias-not-allowed': wording(
    'warning',
    'Alias= is not allowed for {type} units, ignoring.',
    'remove Alias=: systemd takes aliases only for services, sockets, targets, devices, timers and paths',
  ),
  'install-invalid-syntax': wording('warning', 'Invalid syntax, ignoring: {text}', 'close the quote'),
  'install-default-instance': wording(
    'warning',
    'DefaultInstance= only makes sense for template units, ignoring.',
    'name the file NAME@.{type}, or remove DefaultInstance=',
  ),
  'install-invalid-default-instance': wording(
    'warning',
    'Invalid DefaultInstance= value "{text}".',
    'escape it as systemd-escape does; until then the unit cannot be enabled',
  ),
  'install-cannot-be-templated': wording(
    'error',
    '{path}: unit type {type} cannot be templated, ignoring.',
    'remove the @ from the name',
  ),
  'install-masked-ignored': wording('info', 'Unit {path} is masked, ignoring.'),
  'install-dangling-ignored': wording('info', 'Unit {path} is an alias to a unit that is not present, ignoring.'),
  'install-destination-missing': wording(
    'warning',
    'Unit {unit} is added as a dependency to a non-existent unit {name}.',
    'check the name: the link is made all the same, but nothing will ever follow it',
  ),
  'install-auxiliary-failed': wording('warning', 'Failed to enable auxiliary unit {name}, ignoring.', 'check the name in Also='),
  'install-exists': wording('error', 'Failed to {verb} unit, file "{path}" already exists.'),
  'install-exists-as-link': wording(
    'error',
    'Failed to {verb} unit, file "{path}" already exists and is a symlink to "{target}".',
    'disable the other unit first',
  ),
  'install-masked': wording('error', 'Failed to {verb} unit, unit {path} is masked.', 'unmask it first'),
  'install-generated': wording('error', 'Failed to {verb} unit, unit {path} is transient or generated.'),
  'install-invalid-specifier': wording(
    'error',
    'Failed to {verb} unit, invalid specifier in "{name}".',
    'write %% for a percent sign',
  ),
  'install-unresolved-specifier': wording('error', 'Failed to {verb} unit, cannot resolve specifiers in "{name}".'),
  'install-destination-not-template': wording(
    'error',
    'Failed to {verb} {unit}, destination unit {name} is a non-template unit.',
    'set DefaultInstance=, or enable an instance of it',
  ),
  'install-invalid-name': wording('error', 'Failed to {verb} unit, "{name}" is not a valid unit name.'),
  'install-linked': wording('error', 'Failed to {verb} unit, refusing to operate on linked unit file {name}.'),
  'install-cannot-alias': wording('error', 'Failed to {verb} unit, cannot alias {unit} as {name}.'),
  'install-invalid-reference': wording('error', 'Failed to {verb} unit, invalid unit reference "{name}".'),
  'install-no-directory': wording(
    'error',
    "Failed to extract parent directory from '{name}': Destination address required",
    'write the name of the link after the slash',
  ),
  'install-not-found': wording('error', 'Failed to {verb} unit, unit {name} does not exist.'),
  'install-nothing': wording(
    'notice',
    '{name} has no installation config: enabling it changes nothing.',
    'it needs WantedBy=, RequiredBy=, Also= or Alias= in its [Install] section',
  ),
  'install-failed': wording('error', 'Failed to {verb} unit, file "{name}": {error}'),
  'preset-nameless': wording(
    'error',
    'enable names no unit: systemctl crashes where it asks the presets and comes to this line.',
    'write enable PATTERN, or remove the line',
  ),
  'preset-invalid-line': wording(
    'warning',
    "Couldn't parse line '{text}'. Ignoring.",
    'write enable PATTERN or disable PATTERN; instances may follow only a template',
  ),
} as const satisfies Record<string, Wording>;
