import { COMMANDS } from './commands/index.js';
import { start } from './start.js';

start(COMMANDS);
