import { PULL_KINDS, PULLED_BY_KINDS, pullTree, treeEntry, treeFooter, treeText } from '../../index.js';
import { assumptionText } from '../assumption.js';
import type { CommandEntry } from '../command.js';
import { wholeNumber } from '../option-value.js';
import { EXIT } from '../streams.js';
import { openSession } from '../tree-options.js';
import { kindsOf } from './path.js';
import { loadedUnit, unitOr } from './unit-argument.js';

/** `tree [UNIT]`: what a unit pulls in. */
export const treeCommand: CommandEntry = {
  name: 'tree',
  summary: 'what a unit pulls in, as a tree (default: what is booted into)',
  define: (command) =>
    command
      .argument('[unit]', 'the unit; by default what is booted into')
      .option('--reverse', 'what pulls it in')
      .option('--kind <kinds>', 'dependency kinds to follow, separated by commas')
      .option('--depth <n>', 'levels to show')
      .option('--all', 'every repetition in full')
      .option('--next', 'say what to try next'),
  examples: [
    'tree multi-user.target --root samples/web-application',
    'tree nginx.service --reverse --root /',
    'tree basic.target --depth 1 --kind Wants,Requires',
  ],
  run([word], { flags, style, streams, answer, answerJson, diagnose }) {
    const isReverse = flags.reverse === true;
    const depth = wholeNumber(flags.depth, 'depth');
    const kinds = typeof flags.kind === 'string' ? kindsOf(flags.kind) : isReverse ? PULLED_BY_KINDS : PULL_KINDS;
    const session = openSession(flags, streams, 'auto');
    // What pulls a unit in is known only when all units are loaded.
    const graph = isReverse ? session.build(session.everyName(), true) : session.build([], false, kinds);
    const unit = loadedUnit(session, graph, unitOr(word, session.defaultUnit));
    const root = pullTree(unit, { kinds, depth, all: flags.all === true });
    if (flags.json === true)
      answerJson('tree', {
        unit: unit.id,
        reverse: isReverse,
        assumption: session.assumption,
        tree: treeEntry(root, session.showPath),
      });
    else
      answer(
        assumptionText(session, style) +
          treeText(root, { style, showPath: session.showPath }) +
          treeFooter(root, style) +
          (flags.next === true ? NEXT : ''),
      );
    diagnose(session.sink.findings, session.showPath);
    return EXIT.clean;
  },
};

const NEXT = `

Try next, in this directory:
  npx wantedby tree shop-web.service --reverse --root samples/web-application
  npx wantedby cat shop-web.service --root samples/web-application
  npx wantedby why shop-web.service --root samples/web-application
  npx wantedby cycles --root samples/ordering-cycle
  npx wantedby late api.service --root samples/slow-start
  npx wantedby breaks --root samples/failure-cascade
  npx wantedby --help
`;
