/**
 * The unit types of systemd 252, in the order of its enumeration (start-up and the unit table of the manual follow it).
 *
 * @systemd src/basic/unit-def.h UnitType
 */
export const UNIT_TYPES = [
  'service',
  'mount',
  'swap',
  'socket',
  'target',
  'device',
  'automount',
  'timer',
  'path',
  'slice',
  'scope',
] as const;

/** A unit type: the suffix of a unit name. */
export type UnitType = (typeof UNIT_TYPES)[number];

/** What a unit type can do. */
export interface UnitTypeTraits {
  /** Its own section in unit files. */
  readonly section: string;
  readonly mayBeTemplate: boolean;
  readonly mayHaveAlias: boolean;
  /** May be named in OnFailure= of itself: can it fail? */
  readonly canFail: boolean;
  readonly canTrigger: boolean;
  readonly hasCgroup: boolean;
  readonly hasExec: boolean;
  readonly ignoreOnIsolate: boolean;
  /** Is it not-found without a fragment? */
  readonly needsFragment: boolean;
  readonly canStart: boolean;
  readonly canStop: boolean;
}

const traits = (section: string, words: string): UnitTypeTraits => {
  const has = new Set(words.split(' '));
  return {
    section,
    mayBeTemplate: has.has('template'),
    mayHaveAlias: has.has('alias'),
    canFail: has.has('fail'),
    canTrigger: has.has('trigger'),
    hasCgroup: has.has('cgroup'),
    hasExec: has.has('exec'),
    ignoreOnIsolate: has.has('keep'),
    needsFragment: has.has('fragment'),
    canStart: !has.has('passive'),
    canStop: !has.has('passive'),
  };
};

/**
 * @systemd src/core/unit.h UnitVTable; src/basic/unit-name.c unit_type_may_alias, unit_type_may_template
 */
export const UNIT_TYPE_TRAITS: Readonly<Record<UnitType, UnitTypeTraits>> = {
  service: traits('Service', 'template alias fail cgroup exec fragment'),
  mount: traits('Mount', 'fail cgroup exec keep fragment'),
  swap: traits('Swap', 'fail cgroup exec keep fragment'),
  socket: traits('Socket', 'template alias fail trigger cgroup exec fragment'),
  target: traits('Target', 'template alias fail fragment'),
  device: traits('Device', 'alias keep passive'),
  automount: traits('Automount', 'fail trigger keep fragment'),
  timer: traits('Timer', 'template alias fail trigger fragment'),
  path: traits('Path', 'template alias fail trigger fragment'),
  slice: traits('Slice', 'cgroup keep'),
  scope: traits('Scope', 'fail cgroup keep'),
};
