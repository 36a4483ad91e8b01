import { compareBytes } from '../base/compare.js';
import { commandsOf } from '../simulate/exec-command.js';
import { simulate, type SimulationInput } from '../simulate/index.js';
import type { Simulation } from '../simulate/simulation.js';
import { programRule, type ProgramRule } from '../simulate/world.js';

/** How a unit breaks. */
export type BreakKind = 'fails' | 'dies';

/** What becomes of another unit when one breaks, against a run in which nothing does. */
export interface Loss {
  readonly unit: string;
  /** The result of its job, where it is not `done` any more; null where it was not even started, or went down later. */
  readonly result: string | null;
  /** Its active state at the end. */
  readonly activeState: string;
}

/** The blast radius of a unit. */
export interface Blast {
  readonly unit: string;
  readonly kind: BreakKind;
  /** Is the target of the run reached all the same? */
  readonly isTargetReached: boolean;
  /** Targets such as rescue.target that are reached instead. */
  readonly endsIn: readonly string[];
  /** Other units that are lost, by their ids in byte order. */
  readonly lost: readonly Loss[];
  readonly run: Simulation;
}

/** A blast radius among many: thousands of runs do not fit into memory together. */
export type RankedBlast = Omit<Blast, 'run'>;

const DIES_AFTER_USEC = 60_000_000;
const LAST_RESORTS = ['rescue.target', 'emergency.target', 'poweroff.target', 'reboot.target', 'exit.target', 'halt.target'];

function breakingRules(unit: string, kind: BreakKind): ProgramRule[] {
  const readyUsec = kind === 'fails' ? Number.POSITIVE_INFINITY : null;
  const exit = { afterUsec: kind === 'fails' ? 0 : DIES_AFTER_USEC, status: 1, signal: null };
  return ['ExecStart', 'ExecMount', 'ExecActivate'].map((setting) => programRule({ unit, setting, readyUsec, exit }));
}

const isUp = (run: Simulation, unit: string): boolean => {
  const state = run.states.find((known) => known.unit === unit);
  return state?.activeState === 'active' || state?.activeState === 'reloading';
};

const resultsOf = (run: Simulation): ReadonlyMap<string, string | null> =>
  new Map(run.jobs.filter(({ type }) => type === 'start').map(({ unit, result }) => [unit, result]));

/**
 * Compares a run in which a unit breaks with one in which nothing does.
 *
 * @param sound the run in which nothing breaks; made with the same input
 * @returns null for a unit that has no program that could fail, or none that could die later
 */
export function breakUnit(input: SimulationInput, sound: Simulation, id: string, kind: BreakKind = 'fails'): Blast | null {
  const unit = input.graph.find(id);
  if (!unit) return null;
  const hasProgram = commandsOf(unit, 'Service', 'ExecStart').length > 0;
  // Only a program that goes on once the unit is started can die later.
  const goesOn = hasProgram && unit.settings.text('Service.Type') !== 'oneshot';
  if (!(kind === 'dies' ? goesOn : hasProgram || unit.type === 'mount' || unit.type === 'swap')) return null;
  const { scenario } = input;
  const world = { ...scenario.world, programs: [...breakingRules(unit.id, kind), ...scenario.world.programs] };
  const run = simulate({ ...input, scenario: { ...scenario, world } });
  const before = resultsOf(sound);
  const after = resultsOf(run);
  const lost: Loss[] = [];
  for (const name of [...before.keys()].sort(compareBytes)) {
    if (name === unit.id) continue;
    const result = after.get(name) ?? null;
    const isJobLost = before.get(name) === 'done' && result !== 'done';
    if (!isJobLost && !(isUp(sound, name) && !isUp(run, name))) continue;
    const activeState = run.states.find((state) => state.unit === name)?.activeState ?? 'inactive';
    lost.push({ unit: name, result: result === 'done' ? null : result, activeState });
  }
  const { target } = sound;
  return {
    unit: unit.id,
    kind,
    isTargetReached: target !== null && after.get(target) === 'done',
    endsIn: LAST_RESORTS.filter((name) => name !== target && after.get(name) === 'done' && !before.has(name)),
    lost,
    run,
  };
}

/**
 * All units with a program, those whose failure takes most with it first: a target that is not reached counts before all.
 *
 * @param onStep told before each unit how many are done, of how many: there is a run for each
 */
export function rankBreaks(
  input: SimulationInput,
  kind: BreakKind = 'fails',
  onStep?: (done: number, total: number) => void,
): RankedBlast[] {
  const sound = simulate(input);
  const names = [...new Set(sound.jobs.filter(({ type }) => type === 'start').map(({ unit }) => unit))];
  return names
    .flatMap((name, i): RankedBlast[] => {
      onStep?.(i, names.length);
      const blast = breakUnit(input, sound, name, kind);
      if (blast === null) return [];
      const { run, ...ranked } = blast;
      void run;
      return [ranked];
    })
    .sort(
      (a, b) =>
        Number(a.isTargetReached) - Number(b.isTargetReached) || b.lost.length - a.lost.length || compareBytes(a.unit, b.unit),
    );
}
