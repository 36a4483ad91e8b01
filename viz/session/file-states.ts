import { installContext, listUnitFiles, machineSpecifiers, NO_SINK, type FileSystem, type LoadedGraph } from '../../src/index.js';
import type { PageData } from '../../src/report/page-data.js';
import type { PageModel } from '../protocol.js';

/** The state of each unit's file, as `systemctl is-enabled`; null without a file. */
export function fileStates(data: PageData, fileSystem: FileSystem, graph: LoadedGraph, model: PageModel): (string | null)[] {
  const machine = machineSpecifiers(fileSystem, data.facts, data.isUser);
  const context = installContext(fileSystem, graph.loader.searchPath, machine, NO_SINK);
  const states = new Map(listUnitFiles(context, []).map(({ name, state }) => [name, state]));
  return model.units.map(({ id }) => states.get(id) ?? null);
}
