import type { CommandEntry } from '../command.js';
import { breaksCommand } from './breaks.js';
import { catCommand } from './cat.js';
import { cyclesCommand } from './cycles.js';
import { diffCommand } from './diff.js';
import { dumpCommand } from './dump.js';
import { graphCommand } from './graph.js';
import { lateCommand } from './late.js';
import { listCommand } from './list.js';
import { pageCommand } from './page.js';
import { pathCommand } from './path.js';
import { planCommand } from './plan.js';
import { simulateCommand } from './simulate.js';
import { treeCommand } from './tree.js';
import { whyCommand } from './why.js';

/** Every command, in the order of the help text. */
export const COMMANDS: readonly CommandEntry[] = [
  listCommand,
  catCommand,
  treeCommand,
  whyCommand,
  lateCommand,
  pathCommand,
  cyclesCommand,
  planCommand,
  simulateCommand,
  breaksCommand,
  diffCommand,
  graphCommand,
  dumpCommand,
  pageCommand,
];
