import type { Usec } from '../base/usec.js';
import { JOB_MODES, type JobMode } from '../transaction/job-table.js';
import type { World, WorldEvent } from './world.js';

/** Something that is done or happens in a scenario, seconds counted from the request. */
export type ScenarioStep =
  { readonly atUsec: Usec; readonly command: string } | { readonly atUsec: Usec; readonly event: WorldEvent };

/** What is simulated. */
export interface Scenario {
  /** The unit whose start is asked for. */
  readonly target: string;
  /** `boot`: the target is the default unit. `start`: the manager is idle, then somebody runs `systemctl start`. */
  readonly mode: 'boot' | 'start';
  /** For `systemctl start`; null for its default. */
  readonly jobMode: JobMode | null;
  readonly steps: readonly ScenarioStep[];
  readonly world: World;
  /** null: until nothing is left to happen. */
  readonly durationUsec: Usec | null;
}

/** The mode of a word; null for another word. */
export function jobModeOf(word: unknown): JobMode | null {
  return JOB_MODES.find((mode) => mode === word) ?? null;
}

/** The unit in which the manager waits before a request of mode `start`. */
export const IDLE_UNIT = 'idle.target';
