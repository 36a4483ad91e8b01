import { SHORT_COMMANDS } from './commands/short.js';
import { start } from './start.js';

// The commands that only load units: a bundle without the simulator and the rest starts sooner.
start(SHORT_COMMANDS, true);
