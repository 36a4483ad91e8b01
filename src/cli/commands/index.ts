import type { CommandEntry } from '../run.js';
import { catCommand } from './cat.js';
import { dumpCommand } from './dump.js';
import { treeCommand } from './tree.js';

/** Every command, in the order of the help text. */
export const COMMANDS: readonly CommandEntry[] = [treeCommand, catCommand, dumpCommand];
