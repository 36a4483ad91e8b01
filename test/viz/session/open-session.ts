import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { DroppedFile, PageModel, WhatIf } from '../../../viz/protocol.js';
import { droppedData } from '../../../viz/session/dropped.js';
import { Session } from '../../../viz/session/session.js';

const bytes = (text: string): DroppedFile => ({ bytes: new TextEncoder().encode(text), mode: 0o644 });

/** A session over unit files of a folder, by name. */
export function sessionOf(units: Readonly<Record<string, string>>): Session {
  const files = Object.entries(units).map(([name, text]) => [`/${name}`, bytes(text)] as const);
  const { data, fileSystem } = droppedData(files, 'test', '0');
  return new Session(data, () => 0, fileSystem);
}

/** A session over a tree on disk. */
export function sessionOfTree(root: string): Session {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry): [string, DroppedFile][] => {
    const path = join(entry.parentPath, entry.name);
    const name = `/${relative(root, path)}`;
    // Of programs nothing is known here.
    if (name === '/scenario.json') return [];
    if (entry.isSymbolicLink()) return [[name, { link: readlinkSync(path) }]];
    return entry.isFile() ? [[name, { bytes: new Uint8Array(readFileSync(path)), mode: statSync(path).mode & 0o7777 }]] : [];
  });
  const { data, fileSystem } = droppedData(files, 'test', '0');
  return new Session(data, () => 0, fileSystem);
}

/** The id of a unit of a model. */
export const idOf = (model: PageModel, unit: number): string => model.units[unit]?.id ?? '';

/** A model with its run. */
export function ranModel(session: Session, root: string, whatIfs: readonly WhatIf[]): PageModel {
  const model = session.open(root, whatIfs);
  return { ...model, timeline: session.run().timeline, hasRun: true };
}
