import { mangleUnitName, type LoadedGraph, type Unit } from '../../index.js';
import { nearText } from '../near-names.js';
import type { Session } from '../tree-options.js';
import { UsageError } from '../streams.js';

/** The unit name that a user's word stands for, as systemctl takes it. */
export function unitName(word: string): string {
  const name = mangleUnitName(word);
  if (name === null || /@\.[a-z]+$/.test(name))
    throw new UsageError(
      name === null ? `"${word}" is no unit name` : `${name} is a template: name an instance, such as ${name.replace('@.', '@1.')}`,
    );
  return name;
}

/** A word that a user may leave out, and what stands for it then. */
export const unitOr = (word: unknown, otherwise: string): string => (typeof word === 'string' ? word : otherwise);

/** Loads a unit; one that has no file is a usage error that names near ones. */
export function loadedUnit(session: Session, graph: LoadedGraph, word: string): Unit {
  const unit = graph.load(unitName(word));
  if (!unit)
    throw new UsageError(`${unitName(word)} can be no unit: only services, sockets, targets, timers and paths have instances`);
  if (unit.loadState === 'not-found') {
    const { names } = session.tree.loader.map;
    if (names.includes(unit.id))
      throw new UsageError(`Unit ${unit.id} not found: its file is there, but cannot be read (a link that leads nowhere?)`);
    throw new UsageError(`Unit ${unit.id} not found.${nearText(unit.id, names)}`);
  }
  return unit;
}
