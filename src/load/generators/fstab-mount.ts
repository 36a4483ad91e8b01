import type { Place } from '../../parse/place.js';
import { mangleUnitName, unitNameFromPath } from '../../parse/unit-name.js';
import { isApiMountPoint } from './device-node.js';
import { findOptions, isOptionOn, optionPlace } from '../../parse/mount-options.js';
import { formatTimeSpan, parseTimeout } from './format-time-span.js';
import { GeneratorAborted, type GeneratorContext, type UnitText } from './generator-output.js';
import {
  EntryFailed,
  escapeSpecifiers,
  hookUpGrowfs,
  hookUpMakefs,
  writeBlockDeviceDependency,
  writeDeviceTimeout,
  writeFsckDependencies,
  writeNetworkDeviceDependencies,
  type MountSource,
} from './helper-units.js';

/** A mount that the fstab generator is to make units for. */
export interface MountRequest extends MountSource {
  /** The mount point as written, where links made it another one. */
  readonly originalWhere: string | null;
  readonly passNumber: number;
  readonly noauto: boolean;
  readonly nofail: boolean;
  readonly automount: boolean;
  readonly makefs: boolean;
  readonly growfs: boolean;
  readonly readWriteOnly: boolean;
  readonly whatAt: Place | null;
  readonly whereAt: Place | null;
  readonly typeAt: Place | null;
}

/** What is the same for many mounts. */
export interface MountTarget {
  /** What SourcePath= says. */
  readonly sourcePath: string;
  readonly target: string;
  readonly directory: 'normal' | 'late';
}

const DOCUMENTATION = 'Documentation=man:fstab(5) man:systemd-fstab-generator(8)\n';

/**
 * Writes a mount unit, its links and the units that help it.
 *
 * @throws EntryFailed where the generator gives up on the entry, GeneratorAborted where it ends altogether
 * @systemd src/fstab-generator/fstab-generator.c add_mount
 */
export function addMount(context: GeneratorContext, request: MountRequest, to: MountTarget): void {
  const { where, type, at } = request;
  const { output, warn } = context;
  const { directory, target } = to;
  if (type === 'autofs') return;
  if (!where.includes('/')) {
    warn('fstab-no-mount-point', request.whereAt ?? at, { where });
    return;
  }
  if (isApiMountPoint(where)) return;
  const isRoot = /^\/+$/.test(where);
  let { options } = request;
  let wantedBy = findOptions(options, ['x-systemd.wanted-by']).values;
  let requiredBy = findOptions(options, ['x-systemd.required-by']).values;
  if (isRoot) {
    const ignored: [boolean, string][] = [
      [request.noauto, 'noauto'],
      [request.nofail, 'nofail'],
      [request.automount, 'automount'],
      [wantedBy.length > 0, 'x-systemd.wanted-by='],
      [requiredBy.length > 0, 'x-systemd.required-by='],
    ];
    for (const [isOn, option] of ignored) if (isOn) warn('fstab-option-ignored-for-root', request.optionsAt ?? at, { option });
    wantedBy = requiredBy = [];
  }
  const noauto = request.noauto && !isRoot;
  const automount = request.automount && !isRoot;
  let nofail = request.nofail && !isRoot;

  const name = unitNameFromPath(where, 'mount');
  if (name === null) throw new EntryFailed('generated-name-invalid', { text: where });
  const file = output.open(name, at, to.sourcePath, directory);
  if (file === null) throw new EntryFailed('generated-twice', {});
  file.add(`[Unit]\n${DOCUMENTATION}SourcePath=${to.sourcePath}\n`);
  let optionsAt = request.optionsAt;
  if ((type === 'nfs' || type === 'nfs4') && !automount && isOptionOn(options, 'bg', 'fg')) {
    options = `x-systemd.mount-timeout=infinity,retry=10000,nofail,${options},fg`;
    optionsAt = null;
    nofail = true;
  }
  const source: MountSource = { ...request, options, optionsAt };
  writeExtraDependencies(file, source);
  if (!nofail) file.add(`Before=${target}\n`);
  if (request.passNumber !== 0) writeFsckDependencies(context, file, source);
  writeBlockDeviceDependency(file, request.what);

  file.add('\n[Mount]\n');
  file.add(`What=${escapeSpecifiers(request.what)}\n`, request.whatAt);
  if (request.originalWhere !== null) file.add(`# Canonicalized from ${request.originalWhere}\n`, request.whereAt);
  file.add(`Where=${escapeSpecifiers(where)}\n`, request.whereAt);
  if (type !== '' && type !== 'auto') file.add(`Type=${escapeSpecifiers(type)}\n`, request.typeAt);
  try {
    const rest = writeDeviceTimeout(context, source, where);
    writeNetworkDeviceDependencies(context, source);
    writeTimeout(context, file, source, 'x-systemd.mount-timeout', 'TimeoutSec');
    if (rest !== '' && rest !== 'defaults') file.add(`Options=${escapeSpecifiers(rest)}\n`, request.optionsAt);
  } catch (error) {
    if (error instanceof GeneratorAborted) file.clear();
    throw error;
  }
  if (request.readWriteOnly) file.add('ReadWriteOnly=yes\n', request.optionsAt);

  if (request.makefs) hookUpMakefs(context, source);
  if (request.growfs) hookUpGrowfs(context, where, target, at);
  const kind = nofail ? 'wants' : 'requires';
  if (automount) {
    const automountName = unitNameFromPath(where, 'automount');
    if (automountName === null) throw new EntryFailed('generated-name-invalid', { text: where });
    writeAutomount(context, automountName, source, to);
    output.addDependency(target, kind, automountName, at, directory);
    return;
  }
  if (!noauto && wantedBy.length === 0 && requiredBy.length === 0) {
    output.addDependency(target, kind, name, at, directory);
    return;
  }
  const place = (offset: number): Place | null => (request.optionsAt ? optionPlace(request.optionsAt, offset) : at);
  for (const by of wantedBy) output.addDependency(by.value, 'wants', name, place(by.offset), directory);
  for (const by of requiredBy) output.addDependency(by.value, 'requires', name, place(by.offset), directory);
}

function writeAutomount(context: GeneratorContext, name: string, source: MountSource, to: MountTarget): void {
  const file = context.output.open(name, source.at, to.sourcePath, to.directory);
  if (file === null) throw new EntryFailed('generated-twice', {});
  file.add(`[Unit]\nSourcePath=${to.sourcePath}\n${DOCUMENTATION}\n[Automount]\nWhere=${escapeSpecifiers(source.where)}\n`);
  try {
    writeTimeout(context, file, source, 'x-systemd.idle-timeout', 'TimeoutIdleSec');
  } catch (error) {
    if (error instanceof GeneratorAborted) file.clear();
    throw error;
  }
}

function writeTimeout(context: GeneratorContext, file: UnitText, source: MountSource, option: string, key: string): void {
  const found = findOptions(source.options, [option]);
  if (found.name === null) return;
  const at = source.optionsAt && optionPlace(source.optionsAt, found.offset);
  if (found.value === null) throw new GeneratorAborted(option, at);
  const span = parseTimeout(found.value);
  if (span === null) context.warn('fstab-bad-timeout', at, { name: source.where, value: found.value });
  else file.add(`${key}=${formatTimeSpan(span)}\n`, at);
}

const DEPENDENCY_OPTIONS: readonly (readonly [string, readonly string[]])[] = [
  ['x-systemd.after', ['After']],
  ['x-systemd.requires', ['After', 'Requires']],
  ['x-systemd.before', ['Before']],
];

function writeExtraDependencies(file: UnitText, { options, optionsAt }: MountSource): void {
  for (const [option, keys] of DEPENDENCY_OPTIONS) {
    const { values } = findOptions(options, [option]);
    const [first] = values;
    if (first === undefined) continue;
    const names = values.map(({ value }) => {
      const name = mangleUnitName(value, 'mount');
      if (name === null) throw new EntryFailed('generated-name-invalid', { text: value });
      return name;
    });
    const at = optionsAt && optionPlace(optionsAt, first.offset);
    for (const key of keys) file.add(`${key}=${names.join(' ')}\n`, at);
  }
  const { values } = findOptions(options, ['x-systemd.requires-mounts-for']);
  const [first] = values;
  if (first === undefined) return;
  file.add(
    `RequiresMountsFor=${values.map(({ value }) => escapeSpecifiers(value)).join(' ')}\n`,
    optionsAt && optionPlace(optionsAt, first.offset),
  );
}
