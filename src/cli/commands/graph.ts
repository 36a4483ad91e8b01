import { dotText, firstTransaction, graphmlText, graphView, mermaidText, toGraphology, type Unit } from '../../index.js';
import { assumptionEntry } from '../assumption.js';
import type { CommandEntry } from '../command.js';
import { oneOf } from '../option-value.js';
import { EXIT } from '../streams.js';
import { openSession } from '../tree-options.js';
import { loadedUnit, unitOr } from './unit-argument.js';

const FORMATS = ['dot', 'mermaid', 'graphml', 'json'] as const;

/** `graph [UNIT]`: the graph for other tools. */
export const graphCommand: CommandEntry = {
  name: 'graph',
  summary: 'the graph as dot, mermaid, graphml or json: readable by default, everything with --full',
  define: (command) =>
    command
      .argument('[unit]', 'the unit that is started; by default what is booted into')
      .option('--format <name>', FORMATS.join(', '), 'dot')
      .option('--full', 'every loaded unit and every edge; nothing reduced, nothing folded'),
  examples: [
    'graph multi-user.target --root samples/web-application | dot -Tsvg -o units.svg',
    'graph nginx.service --format mermaid --root /',
  ],
  run([word], { flags, streams, answer, answerJson, diagnose }) {
    const format = flags.json === true ? 'json' : oneOf(flags.format, 'format', FORMATS);
    const session = openSession(flags, streams, 'auto');
    const graph = session.build([]);
    const unit = loadedUnit(session, graph, unitOr(word, session.defaultUnit));
    const isFull = flags.full === true;
    const { result } = firstTransaction(graph, unit.id);
    const withJob = new Set<Unit>(result?.ok ? result.jobs.map((job) => job.unit) : []);
    const isIncluded = (candidate: Unit): boolean => isFull || withJob.has(candidate) || candidate === unit;
    if (format === 'json') {
      const exported = toGraphology(graph, { isIncluded }).export();
      answerJson('graph', {
        unit: unit.id,
        ...assumptionEntry(session),
        graph: {
          ...exported,
          edges: exported.edges.map((edge) => ({
            ...edge,
            attributes: edge.attributes && {
              ...edge.attributes,
              reasons: edge.attributes.reasons.map((reason) => ({
                ...reason,
                at: reason.at && { ...reason.at, path: session.showPath(reason.at.path) },
              })),
            },
          })),
        },
      });
    } else {
      const view = graphView({ units: [...graph.units.values()].filter(isIncluded), isFull });
      answer({ dot: dotText, mermaid: mermaidText, graphml: graphmlText }[format](view));
    }
    // The formats are for other programs: they have no first line.
    if (session.assumption !== null && format !== 'json' && flags.quiet !== true) streams.err(`${session.assumption}\n`);
    diagnose(session.sink.findings, session.showPath);
    return EXIT.clean;
  },
};
