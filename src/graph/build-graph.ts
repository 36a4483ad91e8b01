import { compareBytes } from '../base/compare.js';
import { NO_SINK, type FindingSink } from '../diagnostic/finding.js';
import { DEFAULT_FACTS, type Facts } from '../load/facts.js';
import { readManagerConfiguration, type ManagerConfiguration } from '../load/manager-configuration.js';
import { machineSpecifiers } from '../load/specifier-context.js';
import type { UnitLoader } from '../load/unit-loader.js';
import { isLoadableName } from '../parse/unit-name.js';
import { INVERSE_KIND, type DependencyKind } from './dependency-table.js';
import { UnitReader } from './load-unit.js';
import { because, follow, Manager } from './manager.js';
import { orderTargetsAfter } from './rules/target.js';
import type { Unit, UnitGraph } from './unit.js';
import type { UnitNode } from './unit-node.js';

/** What a graph is built from. */
export interface GraphOptions {
  readonly loader: UnitLoader;
  readonly facts?: Facts;
  /** Read from the tree when it is not given. */
  readonly configuration?: ManagerConfiguration;
  readonly isUser?: boolean;
  readonly sink?: FindingSink;
  /** Load only what these kinds of dependency lead to; the other units stay stubs, without a load state. Default: everything. */
  readonly follow?: readonly DependencyKind[];
  /** The kinds that somebody will ask for: of others only the edges that a file asks for need be there. Default: all. */
  readonly kinds?: readonly DependencyKind[];
}

/** A graph that can grow: a unit that is asked for later is loaded as the manager would. */
export interface LoadedGraph extends UnitGraph {
  /** Loads a unit and all that it names, as the manager does; undefined for a name that no unit can have. */
  load(name: string): Unit | undefined;
  /** A socket accepts a connection for a service. @systemd src/core/socket.c socket_enter_running */
  addTrigger(socket: Unit, service: Unit): void;
  readonly configuration: ManagerConfiguration;
  readonly facts: Facts;
  readonly isUser: boolean;
  readonly loader: UnitLoader;
}

/** The units that are there from the start. @systemd src/core/manager.c manager_enumerate_perpetual */
const PERPETUAL = ['-.mount', '-.slice', 'system.slice', 'init.scope'];

/**
 * Builds the graph that the manager would build: perpetual units, then the units asked for with everything that they name.
 *
 * @param names loaded one after the other where there are several, or all at once (`isTogether`), as if one target named them all
 * @returns every unit that is known then. Cost: linear in units and edges
 * @systemd src/core/manager.c manager_startup, manager_dispatch_load_queue
 */
export function buildGraph(options: GraphOptions, names: readonly string[], isTogether = false): LoadedGraph {
  const { loader, facts = DEFAULT_FACTS, isUser = false, sink = NO_SINK } = options;
  const configuration =
    options.configuration ??
    readManagerConfiguration(loader.fileSystem, isUser, sink, {
      commandLine: facts.kernelCommandLine,
      isInitrd: facts.initrd === true,
    });
  const manager = new Manager({
    loader,
    facts,
    configuration,
    isUser,
    sink,
    follow: options.follow ? new Set(options.follow) : null,
    kinds: options.kinds ? new Set(options.kinds.flatMap((kind) => [kind, INVERSE_KIND[kind]])) : null,
  });
  const reader = new UnitReader(manager, machineSpecifiers(loader.fileSystem, facts, isUser));
  const drain = (): void => {
    for (;;) {
      const unit = manager.loadQueue.pop();
      if (unit) {
        reader.load(unit);
        continue;
      }
      const loaded = manager.targetQueue.pop();
      if (!loaded) return;
      orderTargetsAfter(manager, loaded);
    }
  };
  let sorted: Map<string, UnitNode> | null = null;
  const load = (name: string): UnitNode | undefined => {
    if (!isLoadableName(name)) return undefined;
    const unit = manager.queue(manager.unit(name));
    if (!isWaiting) {
      drain();
      sorted = null;
    }
    return follow(unit);
  };
  let isWaiting = false;
  for (const name of PERPETUAL) {
    if (name === 'system.slice' && isUser) continue;
    const unit = manager.queue(manager.unit(name));
    unit.perpetual = true;
  }
  drain();
  if (isTogether) {
    isWaiting = true;
    for (const name of names) load(name);
    isWaiting = false;
    drain();
  } else for (const name of names) load(name);
  return {
    get units() {
      sorted ??= new Map([...manager.units].sort((a, b) => compareBytes(a.id, b.id)).map((unit) => [unit.id, unit]));
      return sorted;
    },
    find(name) {
      const unit = manager.byName.get(name);
      return unit && follow(unit);
    },
    load,
    addTrigger(socket, service) {
      const reason = because('accepted-connection', 'Socket.Accept');
      for (const kind of ['Before', 'Triggers'] as const)
        manager.add(manager.unit(socket.id), kind, manager.unit(service.id), 'implicit', reason, false);
    },
    configuration,
    facts,
    isUser,
    loader,
  };
}
