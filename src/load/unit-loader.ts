import { NO_SINK, type FindingSink } from '../diagnostic/finding.js';
import type { FileError, FileSystem } from '../host/file-system.js';
import { parseUnitFile, type UnitFile } from '../parse/unit-file.js';
import { UNIT_TYPE_TRAITS, type UnitType } from '../parse/unit-type-table.js';
import { dropInPaths, linkDependencies, type LinkDependency } from './drop-in.js';
import { hintForSection } from '../parse/key-table.js';
import { interpretFile } from './interpret.js';
import { buildNameMap, type NameMap } from './name-map.js';
import { expandedDirectories, type SearchPath } from './search-path.js';
import { timeZones, type TimeZones } from './time-zones.js';
import type { UnitFileCache } from './unit-file-cache.js';

/** The files of a set of units: finds and reads them on demand. It knows nothing of the graph. */
export interface UnitLoader {
  readonly fileSystem: FileSystem;
  readonly searchPath: SearchPath;
  readonly map: NameMap;
  readonly sink: FindingSink;
  readonly timeZones: TimeZones;
  /**
   * The parsed text of a fragment or drop-in of a unit of this type; a mask or an unreadable file gives its error
   * (`EIO` for a device). Read and parsed once.
   */
  read(path: string, type: UnitType): UnitFile | FileError;
  /** As `interpretFile` of `load/interpret.ts`. */
  readonly interpret: typeof interpretFile;
  dropInPaths(names: readonly string[]): readonly string[];
  linkDependencies(names: readonly string[], suffix: 'wants' | 'requires'): readonly LinkDependency[];
}

const SECTIONS = new Map<UnitType, ReadonlySet<string>>();

/** The sections that a unit file of this type may have. */
export function sectionsOf(type: UnitType): ReadonlySet<string> {
  let sections = SECTIONS.get(type);
  if (!sections) {
    sections = new Set(['Unit', 'Install', UNIT_TYPE_TRAITS[type].section]);
    SECTIONS.set(type, sections);
  }
  return sections;
}

/** @systemd src/basic/stat-util.c stat_warn_permissions */
function warnOfPermissions(fileSystem: FileSystem, path: string, sink: FindingSink): void {
  const mode = fileSystem.status(path)?.mode ?? 0;
  const at = { path, line: 0, column: 0 };
  if ((mode & 0o111) !== 0) sink.add({ code: 'executable-file', at, values: { path } });
  if ((mode & 0o002) !== 0) sink.add({ code: 'world-writable-file', at, values: { path } });
}

/**
 * Looks through a search path once; files are read when they are asked for.
 *
 * @param cache what was read before of almost the same files; null: nothing is kept
 * @systemd src/core/manager.c manager_build_unit_path_cache; src/core/load-fragment.c unit_load_fragment
 */
export function loadUnitSet(
  fileSystem: FileSystem,
  searchPath: SearchPath,
  sink: FindingSink = NO_SINK,
  cache: UnitFileCache | null = null,
): UnitLoader {
  const map = buildNameMap(fileSystem, searchPath.directories, expandedDirectories(searchPath, fileSystem), sink);
  const files = new Map<string, UnitFile | FileError>();
  const context = { fileSystem, map, directories: searchPath.directories, sink };
  const readUnitFile = (path: string, type: UnitType): UnitFile | FileError => {
    const text = fileSystem.readText(path);
    const content = text === null ? fileSystem.readFile(path) : { text };
    if (typeof content === 'string') return content;
    warnOfPermissions(fileSystem, path, sink);
    const options = { sections: sectionsOf(type), hintForSection: (section: string): string => hintForSection(type, section) };
    const parse = (): UnitFile => parseUnitFile(content, path, options);
    return cache === null || text === null ? parse() : cache.parsed(`${type} ${path}`, text, parse);
  };
  return {
    fileSystem,
    searchPath,
    map,
    sink,
    timeZones: timeZones(fileSystem),
    read(path, type) {
      const key = `${type} ${path}`;
      let file = files.get(key);
      if (file === undefined) {
        file = readUnitFile(path, type);
        files.set(key, file);
      }
      return file;
    },
    interpret: cache === null ? interpretFile : (...words) => cache.interpret(...words),
    dropInPaths: (names) => dropInPaths(context, names),
    linkDependencies: (names, suffix) => linkDependencies(context, names, suffix),
  };
}
