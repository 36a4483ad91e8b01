import type { CommandEntry } from '../command.js';
import { catCommand } from './cat.js';
import { listCommand } from './list.js';
import { pathCommand } from './path.js';
import { treeCommand } from './tree.js';

/** The commands that only load units. `.ci/cli-loader.cjs` knows their names too. */
export const SHORT_COMMANDS: readonly CommandEntry[] = [listCommand, catCommand, treeCommand, pathCommand];
