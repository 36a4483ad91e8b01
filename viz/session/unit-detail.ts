import {
  catLines,
  DEPENDENCY_KINDS,
  minimalChains,
  originsOf,
  whyNot,
  whyNotText,
  type CatFile,
  type LoadedGraph,
  type Unit,
} from '../../src/index.js';
import { pathShower, type PageData } from '../../src/report/page-data.js';
import type { ChainStep, DependencyEntry, FileDetail, UnitDetail } from '../protocol.js';
import { reasonEntries, sourceOf } from './reasons.js';

const CHAIN_COUNT_MAX = 3;

/** All that is known of a unit. */
export function unitDetail(data: PageData, graph: LoadedGraph, root: Unit, unit: Unit): UnitDetail {
  const { chains } = minimalChains(root, unit, undefined, CHAIN_COUNT_MAX);
  const dependencies = DEPENDENCY_KINDS.flatMap((kind) =>
    unit.dependencies(kind).map((dependency): DependencyEntry => ({
      kind,
      unit: dependency.unit.id,
      origins: originsOf(dependency.origin | dependency.destination),
      reasons: reasonEntries(data, dependency),
    })),
  );
  return {
    id: unit.id,
    files: filesOf(data, graph, unit),
    dependencies,
    chains: chains.map((chain) =>
      chain.map(({ from, to, kind, dependency }): ChainStep => ({
        from: from.id,
        to: to.id,
        kind,
        reason: reasonEntries(data, dependency)[0] ?? null,
      })),
    ),
    whyNot: chains.length > 0 ? null : whyNotText(whyNot(graph, root, unit, []), unit.id, root.id, pathShower(data.shown)),
  };
}

function filesOf(data: PageData, graph: LoadedGraph, unit: Unit): FileDetail[] {
  const { loader } = graph;
  const paths = [...(unit.fragmentPath === null ? [] : [unit.fragmentPath]), ...unit.dropInPaths];
  const files = paths.map((path): CatFile => {
    const file = loader.map.isMask(path) ? 'EIO' : loader.read(path, unit.type);
    return { path, isDropIn: path !== unit.fragmentPath, file: typeof file === 'string' ? null : file };
  });
  const lines = catLines(unit, files, []);
  const showPath = pathShower(data.shown);
  return files.map(({ path, isDropIn }) => {
    const source = sourceOf(data, path, 0);
    return {
      path: showPath(path),
      isDropIn,
      source: source === null ? null : `${source.path}:${String(source.line)}`,
      lines: lines
        .filter((line) => line.path === path)
        .map(({ assignment, fate }) => ({
          section: assignment.section,
          key: assignment.key,
          value: assignment.value,
          line: assignment.line,
          counts: fate === null || fate === 'effective',
        })),
    };
  });
}
