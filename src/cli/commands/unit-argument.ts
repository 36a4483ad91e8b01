import { editDistance, mangleUnitName, type LoadedGraph, type Unit } from '../../index.js';
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

/** Loads a unit; one that has no file is a usage error that names near ones. */
export function loadedUnit(session: Session, graph: LoadedGraph, word: string): Unit {
  const unit = graph.load(unitName(word));
  if (!unit)
    throw new UsageError(`${unitName(word)} can be no unit: only services, sockets, targets, timers and paths have instances`);
  if (unit.loadState === 'not-found') {
    const { names } = session.tree.loader.map;
    if (names.includes(unit.id))
      throw new UsageError(`Unit ${unit.id} not found: its file is there, but cannot be read (a link that leads nowhere?)`);
    const near = nearNames(unit.id, names);
    throw new UsageError(`Unit ${unit.id} not found.${near.length > 0 ? ` Near: ${near.join(', ')}` : ''}`);
  }
  return unit;
}

/** Names that a user may have meant: with the same start, or the same letters but for two. */
export function nearNames(name: string, names: readonly string[]): string[] {
  const stem = name.slice(0, name.lastIndexOf('.'));
  // In a short name every letter counts.
  const slipsMax = Math.min(2, Math.floor(stem.length / 2));
  const scored = names.map((other): [number, string] => {
    const otherStem = other.slice(0, other.lastIndexOf('.'));
    if (otherStem === stem) return [0, other];
    if (stem.length > 2 && (otherStem.startsWith(stem) || otherStem.includes(stem))) return [1, other];
    // A slip in the type makes it a part of the name: nginx.servic.service.
    const slips = Math.min(editDistance(stem, otherStem, slipsMax), editDistance(stem, other, slipsMax));
    return [slips <= slipsMax ? slips + 1 : Infinity, other];
  });
  return scored
    .filter(([score]) => score <= 3)
    .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
    .slice(0, 3)
    .map(([, other]) => other);
}
