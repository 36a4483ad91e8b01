import { wording, type Wording } from './wording.js';

/** About what a value refers to: specifiers, paths, units. */
export const REFERENCE_MESSAGES = {
  // Specifiers
  'specifier-unresolved': wording(
    'warning',
    'Failed to resolve unit specifiers in {text}, ignoring: {error}',
    'write %% for a percent sign',
  ),
  'specifier-unresolved-word': wording(
    'warning',
    'Failed to resolve unit specifiers in {text}: {error}',
    'write %% for a percent sign',
  ),
  'specifier-unresolved-environment': wording(
    'warning',
    'Failed to resolve specifiers in {text}, ignoring: {error}',
    'write %% for a percent sign',
  ),
  'specifier-fatal': wording(
    'error',
    'Failed to resolve unit specifiers in {text}: {error}',
    'write %% for a percent sign; here systemd refuses the unit',
  ),
  'working-directory-specifier': wording(
    'warning',
    'Failed to resolve unit specifiers in working directory path {text}, ignoring: {error}',
    'write %% for a percent sign',
  ),
  'working-directory-specifier-fatal': wording(
    'error',
    'Failed to resolve unit specifiers in working directory path {text}: {error}',
    'write %% for a percent sign; here systemd refuses the unit',
  ),
  'specifier-deprecated': wording(
    'warning',
    "Specifier '%{letter}' used in unit configuration, which is deprecated. Please update your unit file, as it does not work as intended.",
  ),
  // Paths
  'path-not-absolute': wording('error', '{key}= path is not absolute, ignoring: {path}', 'begin the path with /'),
  'path-not-absolute-fatal': wording(
    'error',
    '{key}= path is not absolute: {path}',
    'begin the path with /; here systemd refuses the unit',
  ),
  'path-absolute': wording(
    'error',
    '{key}= path is absolute, ignoring: {path}',
    'leave away what stands before the name of the directory',
  ),
  'path-not-normalized': wording('error', '{key}= path is not normalized, ignoring: {path}', 'write the path without ..'),
  'path-not-normalized-fatal': wording(
    'error',
    '{key}= path is not normalized: {path}',
    'write the path without ..; here systemd refuses it',
  ),
  'path-too-long': wording('error', '{key}= path has invalid length ({length} bytes), ignoring.'),
  'path-too-long-fatal': wording('error', '{key}= path has invalid length ({length} bytes).'),
  'legacy-var-run': wording(
    'notice',
    '{key}= references a path below legacy directory /var/run/, updating {path} \u2192 {newPath}; please update the unit file accordingly.',
    'write {newPath}',
  ),
  // Names of units in values
  'unit-type-required': wording('warning', 'Unit must be of type {type}, ignoring: {value}', 'name a .{type} unit'),
  'unit-type-not-valid': wording(
    'warning',
    'Unit type not valid, ignoring: {value}',
    'name a unit with its type, such as a.service',
  ),
  'unit-not-loadable': wording('warning', 'Failed to load unit {name}, ignoring: {error}', 'name one unit, such as a.service'),
  'slice-not-assigned': wording(
    'warning',
    'Failed to assign slice {name} to unit {unit}, ignoring: Invalid argument',
    'name a .slice unit',
  ),
  'slice-not-loadable': wording('warning', 'Failed to load slice unit {name}, ignoring: {error}', 'name a slice, such as a.slice'),
} as const satisfies Record<string, Wording>;
