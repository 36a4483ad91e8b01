import { USEC_INFINITY, USEC_PER_SEC, type Usec } from '../base/usec.js';
import type { LoadedGraph } from '../graph/build-graph.js';
import type { Unit } from '../graph/unit.js';
import type { FileSystem } from '../host/file-system.js';
import { UnitSettings } from '../load/unit-settings.js';
import type { MeasuredBoot } from '../measure/measured-boot.js';
import { commandsOf } from '../simulate/exec-command.js';
import type { JobSpan } from '../simulate/job.js';
import type { Scenario } from '../simulate/scenario.js';
import { serviceTypeOf } from '../simulate/types/service-settings.js';
import { programRule, type ProgramRule } from '../simulate/world.js';
import type { BootRun } from './boot-run.js';
import { shutdownScenario, simulatedBoot, type LateBoot } from './late-boot.js';
import { runnableAt } from './late.js';
import { scenarioOfBoot } from './late-scenario.js';
import { findStopReleasers } from './releasers-shutdown.js';
import { findReleasers } from './releasers.js';

const STOP_LIMITS = ['Service.TimeoutStopSec', 'Service.TimeoutSec', 'Mount.TimeoutSec', 'Socket.TimeoutSec'];
const NOWHERE = { path: '', line: 0, column: 0 };
/** Types that somebody may start by hand: what was up though the boot did not start it. */
const STARTABLE: readonly string[] = ['service', 'socket', 'mount', 'timer', 'path'];
/** So long before the shutdown is started what the boot did not start. */
const LEAD_USEC: Usec = USEC_PER_SEC / 2;

/** The program rules of a unit with what its stop took: its stop commands take the time, or the program that is told to end. */
function withStop(unit: Unit, tookUsec: Usec, rules: readonly ProgramRule[]): ProgramRule[] {
  const setting = unit.type === 'mount' ? 'ExecUnmount' : 'ExecStop';
  const count = unit.type === 'mount' ? 1 : commandsOf(unit, 'Service', 'ExecStop').length;
  if (count > 0) {
    const exit = { afterUsec: tookUsec / count, status: 0, signal: null };
    return [programRule({ unit: unit.id, setting, exit }), ...rules];
  }
  const onTerm = { afterUsec: tookUsec, status: null };
  if (!rules.some((rule) => rule.unit === unit.id && rule.exit === null))
    return [
      programRule({ unit: unit.id, setting: 'ExecStart', exit: serviceTypeOf(unit) === 'oneshot' ? undefined : null, onTerm }),
      ...rules,
    ];
  return rules.map((rule) => (rule.unit === unit.id && rule.exit === null ? { ...rule, onTerm } : rule));
}

/** The settings of a unit without a limit on its stop: what it took is known. */
function withoutStopLimit(settings: UnitSettings): UnitSettings {
  const copy = new UnitSettings();
  for (const key of settings.keys()) for (const setting of settings.all(key)) copy.append(key, setting);
  for (const key of STOP_LIMITS) copy.set(key, { text: 'infinity', value: USEC_INFINITY, at: NOWHERE });
  return copy;
}

/** What each unit's stop took, in the first stop job that ended. */
function stopTimes(graph: LoadedGraph, run: BootRun): Map<Unit, Usec> {
  const took = new Map<Unit, Usec>();
  for (const job of run.ended) {
    const unit = graph.find(job.unit);
    if (unit !== undefined && job.type === 'stop' && job.running !== null && !took.has(unit)) took.set(unit, stopUsec(job));
  }
  return took;
}

const stopUsec = (job: JobSpan): Usec => (job.finished === null ? 0 : job.finished - runnableAt(job));

/**
 * A measured shutdown: its jobs by what the record tells of stops. Changes are tried on a simulation in which the boot goes as measured, and then
 * every stop takes what it took.
 *
 * @param booted what was booted into
 * @param target what was asked for in the end: poweroff.target ...
 * @returns null when the record tells of no shutdown, or a start is refused
 */
export function measuredShutdown(
  graph: LoadedGraph,
  fileSystem: FileSystem,
  boot: MeasuredBoot,
  { booted, target }: { readonly booted: string; readonly target: string },
): LateBoot | null {
  const started = findReleasers(graph, boot, booted);
  const run = findStopReleasers(graph, boot, { booted: started, defaultUnit: booted }, target);
  if (run === null) return null;
  const { scenario, edits } = scenarioOfBoot(graph, boot, booted, started);
  const took = stopTimes(graph, run);
  let programs = scenario.world.programs;
  for (const [unit, usec] of took) programs = withStop(unit, usec, programs);
  const settingsOf = (unit: Unit): UnitSettings | undefined => {
    const known = edits.settingsOf?.(unit);
    return took.has(unit) ? withoutStopLimit(known ?? unit.settings) : known;
  };
  const names = [...took.keys()].filter(({ type, loadState }) => STARTABLE.includes(type) && loadState === 'loaded');
  const whole: Scenario = { ...scenario, world: { ...scenario.world, programs }, durationUsec: 2 * (boot.manager.finish ?? 600e6) };
  const input = { graph, fileSystem, scenario: whole, edits: { ...edits, settingsOf } };
  const stopping = shutdownScenario(input, target);
  const at = stopping.steps.at(-1)?.atUsec ?? 0;
  const steps = [
    { atUsec: at - LEAD_USEC, command: `systemctl --no-block start ${names.map(({ id }) => id).join(' ')}` },
    ...stopping.steps,
  ];
  const simulated = simulatedBoot({ ...input, scenario: names.length === 0 ? stopping : { ...stopping, steps } });
  return { run, tryOut: simulated.tryOut, simulation: null };
}
