import { compareBytes } from '../../src/base/compare.js';
import { findingList, type Finding } from '../../src/diagnostic/finding.js';
import { messageOf } from '../../src/diagnostic/message.js';
import { buildGraph, type LoadedGraph } from '../../src/graph/build-graph.js';
import type { DependencyKind } from '../../src/graph/dependency-table.js';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { DEFAULT_FACTS, type Facts } from '../../src/load/facts.js';
import { explicitSearchPath } from '../../src/load/search-path.js';
import { loadUnitSet } from '../../src/load/unit-loader.js';

/** Files by path; a name without `/` at its start is one of the directory `/u`. */
export type Files = Readonly<Record<string, MemoryFile>>;

/** How a set of files in memory is loaded. */
export interface LoadMemoryOptions {
  /** The search path; default `/u:/b`, `/u` being the one that wins. */
  readonly path?: string;
  readonly facts?: Partial<Facts>;
  readonly isUser?: boolean;
  /** Load all names at once, as if one target named them. */
  readonly isTogether?: boolean;
}

/** What became of it, in short forms for expectations. */
export interface LoadedMemory {
  readonly graph: LoadedGraph;
  readonly findings: readonly Finding[];
  /** `PATH:LINE: text`, or `text` for what belongs to no line. */
  readonly messages: readonly string[];
  state(name: string): string;
  /** The id, then the aliases. */
  names(name: string): readonly string[];
  /** The ids at the other ends of a kind, joined by blanks; empty without any. */
  deps(name: string, kind: DependencyKind): string;
  description(name: string): string;
}

/** A service that loads. */
export const SERVICE = '[Service]\nExecStart=/bin/true\n';

/** A service whose [Unit] section has these lines. */
export const service = (...lines: readonly string[]): string => `[Unit]\n${lines.join('\n')}\n${SERVICE}`;

/** A link. */
export const link = (target: string): MemoryFile => ({ link: target });

/** Loads units of a tree in memory, nothing else being in it, with the manager's own rules. */
export function loadMemory(files: Files, names: readonly string[], options: LoadMemoryOptions = {}): LoadedMemory {
  const { path = '/u:/b', isUser = false, isTogether = false } = options;
  const sink = findingList();
  const fileSystem = memoryFileSystem(
    Object.entries(files).map(([name, file]) => [name.startsWith('/') ? name : `/u/${name}`, file] as const),
  );
  const facts = { ...DEFAULT_FACTS, ...options.facts };
  const loader = loadUnitSet(fileSystem, explicitSearchPath(path, isUser ? 'user' : 'system'), sink);
  const graph = buildGraph({ loader, facts, isUser, sink }, names, isTogether);
  const unit = (name: string) => {
    const found = graph.find(name);
    if (!found) throw new Error(`no unit ${name}`);
    return found;
  };
  return {
    graph,
    findings: sink.findings,
    get messages() {
      return sink.findings.map((finding) => {
        const { at } = finding;
        return at && at.line > 0 ? `${at.path}:${at.line}: ${messageOf(finding)}` : messageOf(finding);
      });
    },
    state: (name) => unit(name).loadState,
    names: (name) => unit(name).names,
    deps: (name, kind) =>
      unit(name)
        .dependencies(kind)
        .map((dependency) => dependency.unit.id)
        .sort(compareBytes)
        .join(' '),
    description: (name) => unit(name).description,
  };
}
