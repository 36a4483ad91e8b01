import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { addRun, indexModel } from '../../../viz/model.js';
import type { DroppedFile, PageModel, WhatIf } from '../../../viz/protocol.js';
import { Runner } from '../../../viz/session/runner.js';
import { Session } from '../../../viz/session/session.js';
import { take, type Source } from '../../../viz/session/source.js';

const bytes = (text: string): DroppedFile => ({ bytes: new TextEncoder().encode(text), mode: 0o644 });

/** Unit files of a folder, by name. */
export function sourceOfUnits(units: Readonly<Record<string, string>>): Source {
  const files = Object.entries(units).map(([name, text]) => [`/${name}`, bytes(text)] as const);
  return take({ files, title: 'test' }, null, '0');
}

/** A session over them. */
export const sessionOf = (units: Readonly<Record<string, string>>): Session => new Session(sourceOfUnits(units));

/** A tree on disk. */
export function sourceOfTree(root: string): Source {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry): [string, DroppedFile][] => {
    const path = join(entry.parentPath, entry.name);
    const name = `/${relative(root, path)}`;
    // Of programs nothing is known here.
    if (name === '/scenario.json') return [];
    if (entry.isSymbolicLink()) return [[name, { link: readlinkSync(path) }]];
    return entry.isFile() ? [[name, { bytes: new Uint8Array(readFileSync(path)), mode: statSync(path).mode & 0o7777 }]] : [];
  });
  return take({ files, title: 'test' }, null, '0');
}

/** A session over it. */
export const sessionOfTree = (root: string): Session => new Session(sourceOfTree(root));

/** The id of a unit of a model. */
export const idOf = (model: PageModel, unit: number): string => model.units[unit]?.id ?? '';

/** A model with its run. */
export function ranModel(source: Source, root: string, whatIfs: readonly WhatIf[]): PageModel {
  const model = indexModel(new Session(source).open(root, whatIfs));
  addRun(model, new Runner(source).run(root, whatIfs));
  return model;
}
