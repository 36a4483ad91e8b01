import type { DependencyKind } from '../graph/dependency-table.js';
import type { Unit } from '../graph/unit.js';
import type { ManagerConfiguration } from '../load/manager-configuration.js';
import type { Job } from './job.js';
import { logLevelMax } from './log-level.js';
import { RateLimit } from './rate-limit.js';
import type { UnitMachine, UnitRuntime, UnitTimes } from './unit-runtime.js';

/** The limit that the three queues of automatic starts and stops share for a unit. */
const AUTOMATIC_LIMIT = { intervalUsec: 10_000_000, burst: 16 };

/** How the dependencies of a unit are walked. */
export interface DependencyTables {
  kinds(unit: Unit, kinds: readonly DependencyKind[]): readonly DependencyKind[];
  related(unit: Unit, kind: DependencyKind): readonly UnitRuntime[];
}

/** A unit as the running manager has it. */
export class RuntimeRecord implements UnitRuntime {
  readonly unit: Unit;
  readonly machine: UnitMachine;
  job: Job | null = null;
  nopJob: Job | null = null;
  readonly times: UnitTimes = { inactiveExit: null, activeEnter: null, activeExit: null, inactiveEnter: null };
  description: string;
  conditionResult = false;
  unmetCondition: string | null = null;
  readonly logLevelMax: number;
  readonly startLimit: RateLimit;
  isStartLimitHit = false;
  readonly automaticLimit = new RateLimit(AUTOMATIC_LIMIT);
  readonly #tables: DependencyTables;
  readonly #peers = new Map<DependencyKind, readonly UnitRuntime[]>();

  /**
   * @param tables the order in which its dependencies are walked
   * @param makeMachine the part that the type of the unit decides
   */
  constructor(
    unit: Unit,
    configuration: ManagerConfiguration,
    tables: DependencyTables,
    makeMachine: (runtime: UnitRuntime) => UnitMachine,
  ) {
    this.unit = unit;
    this.description = unit.description;
    this.#tables = tables;
    this.logLevelMax = logLevelMax(unit);
    this.startLimit = new RateLimit({
      intervalUsec: unit.settings.number('Unit.StartLimitIntervalSec', configuration.defaultStartLimitIntervalUsec),
      burst: unit.settings.number('Unit.StartLimitBurst', configuration.defaultStartLimitBurst),
    });
    this.machine = makeMachine(this);
  }

  peers(kind: DependencyKind): readonly UnitRuntime[] {
    const known = this.#peers.get(kind);
    if (known) return known;
    const found = this.#tables.related(this.unit, kind);
    this.#peers.set(kind, found);
    return found;
  }

  peersOfKinds(kinds: readonly DependencyKind[]): readonly UnitRuntime[] {
    return this.#tables.kinds(this.unit, kinds).flatMap((kind) => this.peers(kind));
  }

  /** The graph grew, or a unit was forgotten: the peers are looked up again. */
  forgetPeers(): void {
    this.#peers.clear();
  }
}
