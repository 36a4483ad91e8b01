// The layers of src/README.md: a module imports only from its left.
const LAYERS = {
  base: [],
  diagnostic: ['base'],
  host: ['base'],
  parse: ['base', 'diagnostic'],
  load: ['base', 'diagnostic', 'host', 'parse'],
  graph: ['base', 'diagnostic', 'parse', 'load'],
  analyze: ['base', 'diagnostic', 'parse', 'load', 'graph'],
  transaction: ['base', 'diagnostic', 'parse', 'load', 'graph'],
  simulate: ['base', 'diagnostic', 'host', 'parse', 'load', 'graph', 'transaction'],
  measure: ['base', 'diagnostic', 'parse'],
  explain: ['base', 'diagnostic', 'host', 'parse', 'load', 'graph', 'analyze', 'transaction', 'simulate', 'measure'],
  report: ['base', 'diagnostic', 'host', 'parse', 'load', 'graph', 'analyze', 'transaction', 'simulate', 'measure', 'explain'],
};
const layer = (name, allowed) => ({
  name: `layer-${name}`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [`^src/${name}/`, ...allowed.map((x) => `^src/${x}/`)] },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(LAYERS).map(([name, allowed]) => layer(name, allowed)),
    {
      name: 'core-has-no-node',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/cli/', '^src/host/node-'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-the-cli-imports-node-adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/cli/', '^src/host/node-'] },
      to: { path: '^src/(cli/|host/node-)' },
    },
    {
      name: 'cli-imports-front-door',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: ['^src/cli/', '^src/index\\.ts$', '^src/host/node-'] },
    },
    {
      name: 'page-imports-front-door',
      severity: 'error',
      from: { path: '^viz/' },
      to: { path: '^src/', pathNot: ['^src/index\\.ts$', '^src/report/page-(data|model)\\.ts$'] },
    },
    {
      name: 'graphology-only-in-graph',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(graph|analyze|transaction)/'] },
      to: { path: 'node_modules/graphology', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs'] },
  },
};
