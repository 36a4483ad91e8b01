import { USEC_INFINITY } from '../base/usec.js';
import type { DiagnosticCode } from '../diagnostic/message.js';
import type { UnitFile } from '../parse/unit-file.js';
import type { InterpretContext, Reference } from '../load/interpret.js';
import type { LoadError } from '../load/load-state-table.js';
import type { MachineSpecifiers } from '../load/specifier-context.js';
import { unitSpecifiers } from '../load/specifier-context.js';
import { parseUnitName, replaceInstance } from '../parse/unit-name.js';
import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';
import type { DependencyKind } from './dependency-table.js';
import { because, follow, pathPrefixes, type Manager } from './manager.js';
import { addOomdDependencies } from './rules/exec.js';
import { addAutomountExtras, addMountExtras } from './rules/mount.js';
import { addPathExtras, addTimerExtras } from './rules/trigger.js';
import type { Refusal } from './rules/refusal.js';
import { addServiceExtras } from './rules/service.js';
import { addSliceDependencies, addSliceExtras, setDefaultSlice, sliceOf } from './rules/slice.js';
import { addShutdownDefaults } from './rules/defaults.js';
import { addSocketExtras } from './rules/socket.js';
import { addSwapExtras } from './rules/swap.js';
import { addTargetExtras } from './rules/target.js';
import { kindIndex, type UnitNode } from './unit-node.js';

const NO_FRAGMENT = { fragmentPath: null, names: [], isLoop: false };

/** Loads units for a manager: files, names, drop-ins, and the rules of their types. */
export class UnitReader {
  readonly #manager: Manager;
  readonly #machine: MachineSpecifiers;

  constructor(manager: Manager, machine: MachineSpecifiers) {
    this.#manager = manager;
    this.#machine = machine;
  }

  /**
   * Loads one unit completely. The units that it names are queued, not loaded.
   *
   * @systemd src/core/unit.c unit_load
   */
  load(requested: UnitNode): void {
    if (requested.mergedInto || requested.loadState !== 'stub') return;
    const manager = this.#manager;
    const failure = this.#loadByType(requested);
    const unit = follow(requested);
    if (failure !== null) {
      // A unit that was merged away while it loaded has no state of its own.
      if (requested.mergedInto && failure.kind === 'merge') return;
      unit.loadError = failure.error;
      unit.loadState = unit.loadState === 'stub' ? 'not-found' : failure.error === 'ENOEXEC' ? 'bad-setting' : 'error';
      return;
    }
    if (unit.loadState !== 'loaded') return;
    manager.targetQueue.push(unit);
    addSliceDependencies(manager, unit);
    this.#addMountDependencies(unit);
    addOomdDependencies(manager, unit);
    this.#checkJobModes(unit);
    if (unit.loadState === 'loaded') this.#checkJobTimeouts(unit);
  }

  /** @systemd src/core/mount.c mount_load; swap.c swap_load; service.c service_load and so on */
  #loadByType(requested: UnitNode): { error: LoadError; kind: 'file' | 'merge' | 'refused' } | null {
    const manager = this.#manager;
    this.#applyPerpetual(requested);
    if (requested.type === 'scope' && !requested.transient) return { error: 'ENOENT', kind: 'file' };
    const failure = this.#readFiles(requested);
    const unit = follow(requested);
    if (failure !== null) {
      // Mounts and swaps get their edges once a file was found, however far it could be read; the root mount always.
      const isKnown = unit.loadState === 'loaded' || unit.perpetual;
      if (isKnown && (unit.type === 'mount' || unit.type === 'swap')) {
        this.#readDefaultDependencies(unit);
        this.#addExtras(unit);
      }
      return failure;
    }
    if (unit.loadState !== 'loaded') return null;
    const refusal = this.#addExtras(unit);
    if (refusal === null) return null;
    manager.options.sink.add({
      code: refusal.code,
      at: unit.fragmentPath === null ? null : { path: unit.fragmentPath, line: 0, column: 0 },
      unit: unit.id,
      values: { unit: unit.id, ...refusal.values },
    });
    return { error: refusal.error, kind: 'refused' };
  }

  #applyPerpetual(unit: UnitNode): void {
    const isSlice = unit.id === '-.slice' || (unit.id === 'system.slice' && !this.#manager.options.isUser);
    if (!isSlice && unit.id !== '-.mount' && unit.id !== 'init.scope') return;
    unit.perpetual = true;
    unit.isWithoutDefaults = true;
    unit.defaultDependencies = false;
    if (unit.id === 'init.scope') unit.transient = true;
  }

  /** @systemd src/core/load-fragment.c unit_load_fragment; src/core/load-dropin.c unit_load_dropin */
  #readFiles(requested: UnitNode): { error: LoadError; kind: 'file' | 'merge' } | null {
    const manager = this.#manager;
    const { loader, sink } = manager.options;
    const { map } = loader;
    // A transient unit has no fragment, whatever files there are of its name; drop-ins count.
    const found = requested.transient ? NO_FRAGMENT : map.find(requested.id);
    if (found.isLoop) {
      sink.add({ code: 'alias-loop', at: null, unit: requested.id, values: { unit: requested.id } });
      return { error: 'ELOOP', kind: 'file' };
    }
    const path = found.fragmentPath;
    if (path !== null) {
      if (map.isMask(path)) {
        requested.fragmentPath = path;
        requested.loadState = requested.perpetual ? 'loaded' : 'masked';
      } else {
        const file = loader.read(path, requested.type);
        if (typeof file === 'string') {
          sink.add({
            code: file === 'EISDIR' ? 'directory-as-file' : 'unreadable-file',
            at: { path, line: 0, column: 0 },
            unit: requested.id,
            values: { path, error: ERROR_TEXT[file] ?? file },
          });
          if (file !== 'EISDIR') return { error: 'ENOENT', kind: 'file' };
          // A directory can be opened, which is all that it takes to be found.
          requested.fragmentPath = path;
          requested.loadState = 'loaded';
          return { error: file, kind: 'file' };
        }
        requested.fragmentPath = path;
        requested.loadState = 'loaded';
        const fatal = this.#interpret(requested, file, false);
        if (fatal !== null) return { error: fatal, kind: 'file' };
      }
    }
    if (!this.#mergeNames(requested, found.names, path)) return { error: 'EEXIST', kind: 'merge' };
    const unit = follow(requested);
    if (unit.loadState === 'stub') {
      if (UNIT_TYPE_TRAITS[unit.type].needsFragment && !unit.perpetual) return { error: 'ENOENT', kind: 'file' };
      unit.loadState = 'loaded';
    }
    this.#readDropIns(unit);
    this.#readDefaultDependencies(unit);
    return null;
  }

  #readDefaultDependencies(unit: UnitNode): void {
    unit.defaultDependencies = unit.settings.boolean('Unit.DefaultDependencies', !unit.isWithoutDefaults);
  }

  /** @systemd src/core/load-fragment.c merge_by_names */
  #mergeNames(requested: UnitNode, names: readonly string[], path: string | null): boolean {
    const manager = this.#manager;
    let id: string | null = path === null ? null : path.slice(path.lastIndexOf('/') + 1);
    if (id !== null && parseUnitName(id)?.nameClass === 'template')
      id = requested.instance === null ? null : replaceInstance(id, requested.instance);
    let unit = requested;
    for (const name of names) {
      if (manager.mergeByName(unit, name)) {
        // The instantiated name itself must be in the list: it is not where that instance has a file of its own.
        if (name === id) manager.chooseId(unit, name);
        continue;
      }
      const other = manager.byName.get(name);
      if (!other || !manager.merge(other, unit)) return false;
      unit = other;
      id = null;
    }
    return true;
  }

  #readDropIns(unit: UnitNode): void {
    const manager = this.#manager;
    const { loader } = manager.options;
    for (const suffix of ['wants', 'requires'] as const) {
      for (const link of loader.linkDependencies(unit.names, suffix)) {
        const reason = because(
          suffix === 'wants' ? 'wants-link' : 'requires-link',
          `Unit.${suffix === 'wants' ? 'Wants' : 'Requires'}`,
          { path: link.path, line: 0, column: 0 },
        );
        const kind = suffix === 'wants' ? 'Wants' : 'Requires';
        const other = manager.namedBy(unit, link.name);
        if (other) manager.add(unit, kind, other, 'file', reason);
        else
          manager.options.sink.add({
            code: 'link-not-added',
            at: { path: link.path, line: 0, column: 0 },
            unit: unit.id,
            values: { unit: unit.id, kind, name: link.name },
          });
      }
    }
    unit.dropInPaths = loader.dropInPaths(unit.names);
    for (const path of unit.dropInPaths) {
      const file = loader.read(path, unit.type);
      if (typeof file === 'string') {
        // A mask says nothing, whatever it is a link to.
        if (!loader.map.isMask(path))
          manager.options.sink.add({
            code: 'unreadable-drop-in',
            at: { path, line: 0, column: 0 },
            unit: unit.id,
            values: { path, error: ERROR_TEXT[file] ?? file },
          });
        continue;
      }
      this.#interpret(unit, file, true);
    }
  }

  #interpret(unit: UnitNode, file: UnitFile, isDropIn: boolean): LoadError | null {
    const { loader, isUser, sink } = this.#manager.options;
    const context: InterpretContext = {
      unitName: unit.id,
      type: unit.type,
      fragmentPath: unit.fragmentPath,
      isUser,
      isDropIn,
      specifiers: unitSpecifiers(this.#machine, loader.fileSystem, unit.id, unit.fragmentPath, isUser),
      timeZones: loader.timeZones,
      findFragment: (name) => loader.map.fragmentPath(name),
      sink,
    };
    const fatal = loader.interpret(file, context, unit.settings, (reference) => this.#apply(unit, reference));
    if (fatal !== null) {
      if (!isDropIn)
        sink.add({
          code: fatal.error === 'ENOEXEC' ? 'fatal-setting' : 'fatal-value',
          at: { path: file.path, line: fatal.line, column: 1 },
          unit: unit.id,
          values: { unit: unit.id },
        });
      return fatal.error;
    }
    return file.fatal?.error ?? null;
  }

  /** Acts on a line that names another unit or a path. */
  #apply(unit: UnitNode, reference: Reference): void {
    const manager = this.#manager;
    const reason = because('directive', reference.setting, reference.at);
    if (reference.kind === 'RequiresMountsFor') {
      manager.requireMountsFor(unit, reference.name, 'file', because('required-path', reference.setting, reference.at));
      return;
    }
    const values = { unit: unit.id, name: reference.name };
    switch (reference.kind) {
      case 'Slice': {
        const slice = manager.namedBy(unit, reference.name);
        const isAllowed =
          slice?.type === 'slice' &&
          unit.type !== 'slice' &&
          UNIT_TYPE_TRAITS[unit.type].hasCgroup &&
          (unit.id !== 'init.scope' || slice.id === '-.slice');
        if (!slice || !isAllowed) {
          manager.options.sink.add({
            code: 'slice-not-assigned',
            at: reference.at,
            unit: unit.id,
            values: { ...values, name: slice?.id ?? reference.name, error: 'Invalid argument' },
          });
          return;
        }
        if (sliceOf(unit) === slice) return;
        manager.removeEdges(unit, 'slice-property');
        manager.add(unit, 'InSlice', slice, 'slice-property', because('slice-setting', reference.setting, reference.at));
        return;
      }
      case 'Sockets': {
        const socket = manager.namedBy(unit, reference.name);
        if (!socket) return;
        const sockets = because('service-sockets', reference.setting, reference.at);
        manager.addTwo(unit, 'Wants', 'After', socket, 'file', sockets);
        manager.add(unit, 'TriggeredBy', socket, 'file', sockets);
        return;
      }
      case 'Unit': {
        const report = (code: DiagnosticCode, name: string): void => {
          manager.options.sink.add({ code, at: reference.at, unit: unit.id, values: { ...values, name } });
        };
        if ((unit.table('Triggers')?.size ?? 0) > 0) {
          report('several-triggered-units', reference.word);
          return;
        }
        for (const problem of reference.problems ?? []) manager.options.sink.add(problem);
        if (reference.name === '') return;
        const triggered = manager.namedBy(unit, reference.name);
        if (triggered === unit) report('triggers-itself', reference.word);
        else if (!triggered) report('trigger-add-failed', reference.name);
        if (!triggered || triggered === unit) return;
        manager.addTwo(unit, 'Before', 'Triggers', triggered, 'file', because('trigger-setting', reference.setting, reference.at));
        return;
      }
      case 'Service':
        // Loaded now; the edge comes from the last line, when the socket's rules run.
        manager.namedBy(unit, reference.name);
        return;
      default: {
        if (kindIndex(reference.kind as DependencyKind) < 0) return;
        const other = manager.namedBy(unit, reference.name);
        if (other) manager.add(unit, reference.kind as DependencyKind, other, 'file', reason);
        else manager.options.sink.add({ code: 'dependency-add-failed', at: reference.at, unit: unit.id, values });
      }
    }
  }

  #addExtras(unit: UnitNode): Refusal | null {
    const manager = this.#manager;
    switch (unit.type) {
      case 'service':
        return addServiceExtras(manager, unit);
      case 'socket':
        return addSocketExtras(manager, unit);
      case 'mount':
        return addMountExtras(manager, unit);
      case 'automount':
        return addAutomountExtras(manager, unit);
      case 'swap':
        return addSwapExtras(manager, unit);
      case 'timer':
        return addTimerExtras(manager, unit);
      case 'path':
        return addPathExtras(manager, unit);
      case 'target':
        addTargetExtras(manager, unit);
        return null;
      case 'slice':
        return addSliceExtras(manager, unit) ? null : { error: 'EINVAL', code: 'slice-bad-name', values: {} };
      case 'scope':
        setDefaultSlice(manager, unit, unit.perpetual);
        if (unit.defaultDependencies) addShutdownDefaults(manager, unit, 'scope-default');
        return null;
      case 'device':
        return null;
    }
  }

  /**
   * Orders a unit after the mounts that its paths need.
   *
   * @systemd src/core/unit.c unit_add_mount_dependencies
   */
  #addMountDependencies(unit: UnitNode): void {
    const manager = this.#manager;
    for (const [path, entry] of unit.requiredPaths) {
      for (const prefix of pathPrefixes(path)) {
        const name = manager.mountName(prefix);
        if (name === null) continue;
        const known = manager.byName.get(name);
        if (!known) {
          manager.queue(manager.unit(name));
          continue;
        }
        const mount = follow(known);
        if (mount === unit || mount.loadState !== 'loaded') continue;
        const origins = entry.origin;
        for (const reason of entry.reasons) {
          manager.addWithMask(unit, 'After', mount, origins, reason);
          if (mount.fragmentPath !== null) manager.addWithMask(unit, 'Requires', mount, origins, reason);
        }
      }
    }
  }

  /** @systemd src/core/unit.c unit_load */
  #checkJobTimeouts(unit: UnitNode): void {
    const running = unit.settings.number('Unit.JobRunningTimeoutSec', USEC_INFINITY);
    if (running === USEC_INFINITY || running <= unit.settings.number('Unit.JobTimeoutSec', USEC_INFINITY)) return;
    this.#manager.options.sink.add({
      code: 'job-running-timeout-later',
      at: unit.settings.last('Unit.JobRunningTimeoutSec')?.at ?? null,
      unit: unit.id,
      values: { unit: unit.id },
    });
  }

  /** @systemd src/core/unit.c unit_validate_on_failure_job_modes */
  #checkJobModes(unit: UnitNode): void {
    for (const kind of ['OnSuccess', 'OnFailure'] as const) {
      if ((unit.table(kind)?.size ?? 0) <= 1) continue;
      const mode = unit.settings.text(`Unit.${kind}JobMode`) ?? (kind === 'OnSuccess' ? 'fail' : 'replace');
      if (mode !== 'isolate') continue;
      this.#manager.options.sink.add({
        code: 'several-isolate-units',
        at: unit.fragmentPath === null ? null : { path: unit.fragmentPath, line: 0, column: 0 },
        unit: unit.id,
        values: { unit: unit.id, kind },
      });
      unit.loadState = 'bad-setting';
      unit.loadError = 'ENOEXEC';
    }
  }
}

const ERROR_TEXT: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  ELOOP: 'Too many levels of symbolic links',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EFBIG: 'File too large',
  EIO: 'Input/output error',
};
