import { LOAD_ERROR_TEXT } from '../load/load-state-table.js';
import type { Unit } from '../graph/unit.js';

const ACTIVE_SUB_STATE: Readonly<Record<string, string>> = { slice: 'active', mount: 'mounted', scope: 'running' };

/** A condition as a dump prints it. */
export interface ConditionEntry {
  readonly type: string;
  readonly trigger: boolean;
  readonly negate: boolean;
  readonly parameter: string;
  readonly result: 'untested';
}

/** The conditions and asserts of a unit, in the order of a dump: the last line first, asserts after conditions. */
export function conditionsOf(unit: Unit): ConditionEntry[] {
  return ['Unit.Conditions', 'Unit.Asserts'].flatMap((key) =>
    unit.settings
      .all(key)
      .toReversed()
      .map((setting) => {
        const { type, trigger, negate, parameter } = setting.value as Omit<ConditionEntry, 'result'>;
        return { type, trigger, negate, parameter, result: 'untested' as const };
      }),
  );
}

/** The slice a unit is in; null for one without. */
export function sliceNameOf(unit: Unit): string | null {
  return unit.related('InSlice')[0]?.id ?? null;
}

/** @systemd src/core/slice.c slice_load_root_slice, slice_load_system_slice; src/core/scope.c scope_load_init_scope */
const PERPETUAL_DOCUMENTATION: Readonly<Record<string, string>> = {
  '-.slice': 'man:systemd.special(7)',
  'system.slice': 'man:systemd.special(7)',
  'init.scope': 'man:systemd(1)',
};

/** The fields of `oracle-load/1` that describe a unit besides its edges; a unit that is not loaded has fewer. */
export function unitFields(unit: Unit, showPath: (path: string) => string): Record<string, unknown> {
  const { settings } = unit;
  const action = (key: string): string | null => {
    const value = settings.text(`Unit.${key}`);
    return value === null || value === 'none' ? null : value;
  };
  const fields: Record<string, unknown> = {
    loadState: unit.loadState,
    ...(unit.loadError !== null && unit.loadState === 'error' ? { loadError: LOAD_ERROR_TEXT[unit.loadError] } : {}),
    activeState: unit.perpetual ? 'active' : 'inactive',
    ...(unit.loadState === 'loaded' ? { state: unit.perpetual ? (ACTIVE_SUB_STATE[unit.type] ?? 'active') : 'dead' } : {}),
    names: unit.names,
    description: unit.description,
    instance: unit.instance,
    fragmentPath: unit.fragmentPath === null ? null : showPath(unit.fragmentPath),
    dropInPaths: unit.dropInPaths.map(showPath),
    sourcePath: settings.text('Unit.SourcePath'),
    slice: sliceNameOf(unit),
    perpetual: unit.perpetual,
    transient: unit.transient,
    collectMode: settings.text('Unit.CollectMode') ?? 'inactive',
  };
  if (unit.loadState === 'loaded') {
    Object.assign(fields, {
      stopWhenUnneeded: settings.boolean('Unit.StopWhenUnneeded', false),
      refuseManualStart: settings.boolean('Unit.RefuseManualStart', false),
      refuseManualStop: settings.boolean('Unit.RefuseManualStop', false),
      defaultDependencies: unit.defaultDependencies,
      ignoreOnIsolate: unit.ignoreOnIsolate,
      onSuccessJobMode: settings.text('Unit.OnSuccessJobMode') ?? 'fail',
      onFailureJobMode: settings.text('Unit.OnFailureJobMode') ?? 'replace',
    });
    for (const [name, key] of [
      ['jobTimeoutAction', 'JobTimeoutAction'],
      ['successAction', 'SuccessAction'],
      ['failureAction', 'FailureAction'],
      ['startLimitAction', 'StartLimitAction'],
    ] as const) {
      const value = action(key);
      if (value !== null) fields[name] = value;
    }
  }
  const documentation = settings.all('Unit.Documentation').map((setting) => String(setting.value));
  const own = unit.perpetual ? PERPETUAL_DOCUMENTATION[unit.id] : undefined;
  if (documentation.length > 0) fields.documentation = documentation;
  else if (own !== undefined) fields.documentation = [own];
  return fields;
}
