import type { Place } from '../../parse/place.js';
import { parseInteger } from '../../parse/number.js';
import { parseTimeSpan } from '../../parse/time-span.js';
import { escapeUnitName, isUnitName, unitNameFromPath } from '../../parse/unit-name.js';
import { deviceNode } from './device-node.js';
import { addDevices, readDeviceTable } from './device-table.js';
import type { GeneratorContext } from './generator-output.js';
import { EntryFailed, escapeSpecifiers } from './helper-units.js';

const ALGORITHMS = ['crc32', 'crc32c', 'sha1', 'sha256', 'hmac-sha256'];
const SOURCE = '/etc/integritytab';

/**
 * Turns integritytab into services that set up integrity devices.
 *
 * @systemd src/integritysetup/integritysetup-generator.c, man systemd-integritysetup-generator(8)
 */
export function integritysetupGenerator(context: GeneratorContext): void {
  addDevices(context, readDeviceTable(context, SOURCE, 2, 4), addDevice);
}

function addDevice(context: GeneratorContext, fields: readonly string[], at: Place, places: readonly Place[]): void {
  const [name = '', givenDevice = '', key = '-', options = '-'] = fields;
  const { output } = context;
  const escaped = escapeUnitName(name);
  const unit = `systemd-integritysetup@${escaped}.service`;
  const node = deviceNode(givenDevice);
  const device = unitNameFromPath(node, 'device');
  if (!isUnitName(unit)) throw new EntryFailed('generated-name-invalid', { text: name });
  if (device === null) throw new EntryFailed('generated-name-invalid', { text: node });
  const file = output.open(unit, at, null);
  if (file === null) throw new EntryFailed('generated-exists', { path: `/run/systemd/generator/${unit}` });
  if (key !== '-' && !key.startsWith('/')) throw new EntryFailed('integritytab-bad-key', { key });
  if (options !== '-') checkOptions(context, options, places[3] ?? null);
  file.add(
    '[Unit]\nDescription=Integrity Setup for %I\n' +
      'Documentation=man:integritytab(5) man:systemd-integritysetup-generator(8) man:systemd-integritysetup@.service(8)\n' +
      `SourcePath=${SOURCE}\nDefaultDependencies=no\nIgnoreOnIsolate=true\n` +
      'After=integritysetup-pre.target systemd-udevd-kernel.socket\n' +
      'Before=blockdev@dev-mapper-%i.target\nWants=blockdev@dev-mapper-%i.target\n' +
      'Conflicts=umount.target\nBefore=integritysetup.target\n',
  );
  file.add(`BindsTo=${device}\nAfter=${device}\nBefore=umount.target\n`, places[1]);
  const program = `${context.programDirectory}/systemd-integritysetup`;
  // The real generator does not escape the device and the options.
  const quoted = [escapeSpecifiers(name), node, escapeSpecifiers(key), options].map((word) => `'${word}'`).join(' ');
  file.add(
    '\n[Service]\nType=oneshot\nRemainAfterExit=yes\nTimeoutSec=0\n' +
      `ExecStart=${program} attach ${quoted}\nExecStop=${program} detach '${escapeSpecifiers(name)}'\n`,
  );
  output.addDependency('integritysetup.target', 'requires', unit, at);
  output.addDependency(`dev-mapper-${escaped}.device`, 'requires', unit, at);
}

// src/integritysetup/integrity-util.c parse_integrity_options: unknown options do not matter, bad values do.
function checkOptions(context: GeneratorContext, options: string, at: Place | null): void {
  for (const option of splitOptions(options)) {
    if (option === 'allow-discards' || option.startsWith('data-device=')) continue;
    const value = option.slice(option.indexOf('=') + 1);
    let isValid: boolean;
    if (option.startsWith('journal-watermark=')) {
      const percent = value.endsWith('%') ? parseInteger(value.slice(0, -1), 0, 100) : null;
      isValid = typeof percent === 'number';
    } else if (option.startsWith('journal-commit-time=')) isValid = parseTimeSpan(value) !== null;
    else if (option.startsWith('integrity-algorithm=')) isValid = ALGORITHMS.includes(value);
    else {
      context.warn('integritytab-unknown-option', at, { option });
      continue;
    }
    if (!isValid) throw new EntryFailed('integritytab-bad-option', { option });
  }
}

// A backslash makes a comma, or itself, part of an option; before anything else it is an error.
function* splitOptions(options: string): Generator<string> {
  let option = '';
  for (let i = 0; i < options.length; i++) {
    const c = options.charAt(i);
    if (c === ',') {
      yield option;
      option = '';
    } else if (c === '\\') {
      const next = options.charAt(++i);
      if (next !== ',' && next !== '\\') throw new EntryFailed('integritytab-bad-option', { option: options });
      option += next;
    } else option += c;
  }
  yield option;
}
