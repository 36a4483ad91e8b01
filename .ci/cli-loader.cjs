#!/usr/bin/env node
// Runs cli-bundle.js with its compiled form, if there is one that this V8 accepts. Start-up is paid at each call.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
// Commands that end in a blink gain nothing from optimised code, from a nursery that grows into memory not touched before, or from
// counting which objects live long: the first costs them a quarter of their time, the others a twentieth each.
const isShort = ['tree', 'list', 'cat', 'path'].includes(process.argv[2]);
if (isShort)
  for (const flag of ['--no-opt', '--no-incremental-marking', '--semi-space-growth-factor=1', '--no-allocation-site-pretenuring'])
    setFlagsFromString(flag);
const file = join(__dirname, isShort ? 'cli-short.js' : 'cli-bundle.js');

let cachedData;
try {
  cachedData = readFileSync(`${file}.cache`);
} catch {
  // Compiled anew.
}
const script = new Script(`(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'utf8')}\n})`, {
  filename: file,
  cachedData,
});
script.runInThisContext()(exports, require, module, file, __dirname);
if (process.env.WANTEDBY_WRITE_CODE_CACHE === '1')
  process.on('exit', () => writeFileSync(`${file}.cache`, script.createCachedData()));
