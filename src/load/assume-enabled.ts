import type { FindingSink } from '../diagnostic/finding.js';
import type { FileSystem } from '../host/file-system.js';
import { memoryFileSystem, type MemoryFile } from '../host/memory-file-system.js';
import type { Layer } from '../host/overlay-file-system.js';
import { directoryName } from '../base/path.js';
import type { Place } from '../parse/place.js';
import type { Facts } from './facts.js';
import { installableUnits, isAnyLinked } from './install-edges.js';
import {
  disableLinks,
  enableEach,
  enableLinks,
  installOverlay,
  presetLinks,
  withInstallChanges,
  type InstallChange,
  type InstallResult,
} from './install-links.js';
import { installContext, type InstallContext } from './install-unit.js';
import type { SearchPath } from './search-path.js';
import { machineSpecifiers } from './specifier-context.js';

/** What to assume about enablement. `enable` may hold unit names, `all`, `preset`, `auto` or `none`. */
export interface EnablementWish {
  readonly enable: readonly string[];
  readonly disable: readonly string[];
  readonly mask: readonly string[];
}

/** What was assumed: a layer with links to lay over the tree. */
export interface Assumption {
  readonly layer: Layer | null;
  /** Where links of a bare folder are put; to be searched first. null: in the tree's own configuration directory. */
  readonly directory: string | null;
  /** Units that `auto` or `all` took as enabled. */
  readonly enabled: readonly string[];
  readonly isAutomatic: boolean;
  /** The [Install] line that each assumed link comes from, by the path of the link. */
  readonly places: ReadonlyMap<string, Place>;
}

/** The links of a bare folder stand here: a directory that no tree has. */
const ASSUMED_DIRECTORY = '/run/wantedby/assumed';

/**
 * Works out the links that what-ifs on enablement assume.
 *
 * @param isBareFolder unit directories without a tree around them: `auto` takes all units as enabled when none is
 */
export function assumeEnablement(
  fileSystem: FileSystem,
  searchPath: SearchPath,
  wish: EnablementWish,
  isBareFolder: boolean,
  facts: Facts,
  sink: FindingSink,
): Assumption {
  const directory = isBareFolder ? ASSUMED_DIRECTORY : null;
  const options = directory === null ? {} : { directory };
  const machine = machineSpecifiers(fileSystem, facts, searchPath.scope === 'user');
  const changes: InstallChange[] = [];
  // Each step sees what the steps before it left.
  const context = (): InstallContext => installContext(withInstallChanges(fileSystem, changes), searchPath, machine, sink);
  const apply = (result: InstallResult, isAsked: boolean): void => {
    changes.push(...result.changes);
    if (isAsked) for (const change of result.changes) if (change.kind === 'finding') sink.add(change.finding);
  };
  let enabled: string[] = [];
  let isAutomatic = false;
  for (const word of wish.enable) {
    if (word === 'none') continue;
    if (word === 'preset') apply(presetLinks(context(), null, options), false);
    else if (word === 'all' || word === 'auto') {
      const units = installableUnits(context());
      if (word === 'auto' && (!isBareFolder || isAnyLinked(context(), units))) continue;
      enabled = units.map(({ name }) => name);
      isAutomatic = word === 'auto' && enabled.length > 0;
      apply(enableEach(context(), enabled, options), false);
    } else {
      const result = enableLinks(context(), [word], options);
      apply(result, true);
      if (result.linkCount === 0 && !result.hasFailed) sink.add({ code: 'install-nothing', at: null, values: { name: word } });
    }
  }
  if (wish.disable.length > 0) apply(disableLinks(context(), wish.disable), true);
  const places = new Map(
    changes.flatMap((change) => (change.kind === 'made' && change.at !== null ? [[change.path, change.at] as const] : [])),
  );
  const overlay = installOverlay(changes);
  const { removed } = overlay;
  const links = new Map(overlay.links);
  // systemctl refuses to mask a unit whose file stands in the way; the question what would be if it were masked has an answer all the same.
  for (const name of wish.mask) links.set(`${directory ?? searchPath.configDirectory}/${name}`, '/dev/null');
  if (links.size === 0 && removed.size === 0) return { layer: null, directory: null, enabled, isAutomatic, places: new Map() };
  // A mask takes the place of a file of the same name in the configuration directory.
  const masked = [...links].filter(([, link]) => link === '/dev/null').map(([path]) => path);
  const files = [...links].map(([path, link]): [string, MemoryFile] => [path, { link }]);
  const hides = new Set([...removed, ...masked.filter((path) => directoryName(path) !== directory)]);
  return { layer: { at: '/', fileSystem: memoryFileSystem(files), hides }, directory, enabled, isAutomatic, places };
}
