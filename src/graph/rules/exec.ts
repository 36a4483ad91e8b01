import { settingKey } from '../../parse/setting-key.js';
import { UNIT_TYPE_TRAITS } from '../../parse/unit-type-table.js';
import { because, type Manager, type ManagerOptions } from '../manager.js';
import type { RuleId } from '../rule-table.js';
import type { Reason } from '../unit.js';
import type { UnitNode } from '../unit-node.js';

/** The reason of a rule that a setting of the unit's own section calls on; with its place where it is set. */
export function becauseOf(unit: UnitNode, rule: RuleId, key: string): Reason {
  const setting = settingKey(unit.type, key);
  return because(rule, setting, unit.settings.last(setting)?.at ?? null);
}

const key = (unit: UnitNode, name: string): string => settingKey(unit.type, name);
const isOn = (unit: UnitNode, name: string): boolean => unit.settings.boolean(key(unit, name), false);

/** Where directories of a unit are, for the system and the user manager. */
export function directoryPrefix({ isUser, facts }: Pick<ManagerOptions, 'isUser' | 'facts'>, kind: string): string | null {
  if (!isUser)
    return (
      {
        RuntimeDirectory: '/run',
        StateDirectory: '/var/lib',
        CacheDirectory: '/var/cache',
        LogsDirectory: '/var/log',
        ConfigurationDirectory: '/etc',
      }[kind] ?? null
    );
  const home = facts.user?.home ?? '/root';
  const runtime = facts.user?.runtimeDirectory ?? facts.environment.XDG_RUNTIME_DIR ?? null;
  if (kind === 'RuntimeDirectory') return runtime;
  return (
    {
      StateDirectory: `${home}/.config`,
      CacheDirectory: `${home}/.cache`,
      LogsDirectory: `${home}/.config/log`,
      ConfigurationDirectory: `${home}/.config`,
    }[kind] ?? null
  );
}

const ROOT_SETTINGS = ['RootDirectory', 'RootImage'];
/** The settings that have directories made for the processes of a unit. */
export const DIRECTORY_SETTINGS = [
  'RuntimeDirectory',
  'StateDirectory',
  'CacheDirectory',
  'LogsDirectory',
  'ConfigurationDirectory',
];
const STATE_SETTINGS = ['StateDirectory', 'CacheDirectory', 'LogsDirectory'];
const TEMPORARY_SETTINGS = ['PrivateTmp', 'DynamicUser'];
const JOURNAL_OUTPUTS = new Set(['journal', 'journal+console', 'kmsg', 'kmsg+console']);

/**
 * Where output and errors of a unit go after the defaults of the manager are filled in.
 *
 * @systemd src/core/service.c service_fix_stdio; src/core/mount.c mount_init, and kin
 */
export function effectiveOutputs(manager: Manager, unit: UnitNode): { output: string; error: string; input: string } {
  const { defaultStandardOutput, defaultStandardError } = manager.options.configuration;
  const isRootMount = unit.type === 'mount' && unit.perpetual;
  const input = unit.settings.text(key(unit, 'StandardInput')) ?? 'null';
  const service = unit.type === 'service';
  let output =
    unit.settings.text(key(unit, 'StandardOutput')) ?? (service ? 'inherit' : isRootMount ? 'null' : defaultStandardOutput);
  let error = unit.settings.text(key(unit, 'StandardError')) ?? (service ? 'inherit' : defaultStandardError);
  if (service && !/^(tty|tty-force|tty-fail|socket|fd|fd:.*)$/.test(input)) {
    if (error === 'inherit' && output === 'inherit') error = defaultStandardError;
    if (output === 'inherit') output = defaultStandardOutput;
  }
  return { output, error, input };
}

/**
 * Edges on kernel modules for images behind a device policy.
 *
 * @systemd src/core/unit.c unit_patch_contexts
 */
export function addImageModules(manager: Manager, unit: UnitNode): void {
  const { settings } = unit;
  const images = ['RootImage', 'MountImages'].filter((name) => settings.all(key(unit, name)).length > 0);
  if (images.length === 0) return;
  const policy = settings.text(key(unit, 'DevicePolicy')) ?? 'auto';
  const isClosed = policy !== 'auto' || isOn(unit, 'PrivateDevices') || settings.all(key(unit, 'DeviceAllow')).length > 0;
  if (!isClosed) return;
  for (const name of ['modprobe@loop.service', 'modprobe@dm_mod.service', 'modprobe@dm_verity.service']) {
    for (const image of images)
      manager.addTwo(unit, 'After', 'Wants', manager.unit(name), 'file', becauseOf(unit, 'image-modules', image));
  }
}

/**
 * Edges that follow from how the processes of a unit are run.
 *
 * @systemd src/core/unit.c unit_add_exec_dependencies
 */
export function addExecDependencies(manager: Manager, unit: UnitNode): void {
  const { settings } = unit;
  const { isUser } = manager.options;
  const working = settings.text(key(unit, 'WorkingDirectory'));
  if (working?.startsWith('/'))
    manager.requireMountsFor(unit, working, 'file', becauseOf(unit, 'required-path', 'WorkingDirectory'));
  for (const name of ROOT_SETTINGS) {
    const path = settings.text(key(unit, name));
    if (path !== null) manager.requireMountsFor(unit, path.replace(/^-/, ''), 'file', becauseOf(unit, 'required-path', name));
  }
  for (const kind of DIRECTORY_SETTINGS) {
    const set = settings.all(key(unit, kind));
    const prefix = set.length === 0 ? null : directoryPrefix(manager.options, kind);
    if (prefix === null) continue;
    for (const setting of set) {
      const path = (setting.value as { path?: string }).path ?? setting.text;
      manager.requireMountsFor(unit, `${prefix}/${path}`, 'file', because('required-path', key(unit, kind), setting.at));
    }
  }
  if (isUser) return;
  for (const kind of STATE_SETTINGS) {
    for (const { at } of settings.all(key(unit, kind)))
      manager.add(
        unit,
        'After',
        manager.unit('systemd-remount-fs.service'),
        'file',
        because('state-directory', key(unit, kind), at),
      );
  }
  for (const name of TEMPORARY_SETTINGS) {
    if (!isOn(unit, name)) continue;
    const reason = becauseOf(unit, 'private-tmp', name);
    manager.addTwo(unit, 'After', 'Wants', manager.unit('tmp.mount'), 'file', reason);
    manager.requireMountsFor(unit, '/var/tmp', 'file', reason);
    manager.add(unit, 'After', manager.unit('systemd-tmpfiles-setup.service'), 'file', reason);
  }
  if (settings.last(key(unit, 'RootImage')))
    manager.add(unit, 'After', manager.unit('systemd-udevd.service'), 'file', becauseOf(unit, 'root-image', 'RootImage'));
  const namespace = settings.text(key(unit, 'LogNamespace'));
  if (namespace !== null && namespace !== '') {
    const reason = becauseOf(unit, 'log-namespace', 'LogNamespace');
    for (const prefix of ['systemd-journald', 'systemd-journald-varlink']) {
      const socket = manager.namedBy(unit, `${prefix}@${namespace}.socket`);
      if (socket) manager.addTwo(unit, 'After', 'Requires', socket, 'file', reason);
    }
    return;
  }
  const { output, error } = effectiveOutputs(manager, unit);
  const addJournal = (name: string): void => {
    manager.add(unit, 'After', manager.unit('systemd-journald.socket'), 'file', becauseOf(unit, 'journal-output', name));
  };
  if (JOURNAL_OUTPUTS.has(output)) addJournal('StandardOutput');
  if (JOURNAL_OUTPUTS.has(error)) addJournal('StandardError');
}

/**
 * Edges on systemd-oomd of units that it may kill.
 *
 * @systemd src/core/unit.c unit_add_oomd_dependencies
 */
export function addOomdDependencies(manager: Manager, unit: UnitNode): void {
  if (!unit.defaultDependencies || !UNIT_TYPE_TRAITS[unit.type].hasCgroup) return;
  if (!manager.options.facts.cgroupControllers.includes('memory')) return;
  for (const name of ['ManagedOOMSwap', 'ManagedOOMMemoryPressure']) {
    if (unit.settings.text(key(unit, name)) !== 'kill') continue;
    manager.addTwo(unit, 'After', 'Wants', manager.unit('systemd-oomd.service'), 'file', becauseOf(unit, 'oomd', name));
  }
}
