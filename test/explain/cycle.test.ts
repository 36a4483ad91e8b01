import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { cyclesOfRequest, latentCycles, orderOfRequest, type CycleAnswer } from '../../src/explain/cycle.js';
import { fixCycles, type CycleFix } from '../../src/explain/cycle-fix.js';
import { cyclesText } from '../../src/report/cycles.js';
import { plainStyle } from '../../src/report/style.js';
import type { UnitGraph } from '../../src/graph/unit.js';
import { idleState } from '../../src/transaction/manager-state.js';
import type { Request } from '../../src/transaction/transaction-result.js';
import { loadMemory } from '../support/load-memory.js';
import { graphFromLines } from '../support/graph-from-dump.js';
import { sharedCopy } from '../support/shared.js';
import { textOf, unitTree, type UnitSource } from '../support/unit-tree.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const shared = sharedCopy();

function requestOf(graph: UnitGraph, name: string): Request {
  const unit = graph.find(name)!;
  return { unit, type: 'start', mode: unit.settings.boolean('Unit.AllowIsolate', false) ? 'isolate' : 'replace' };
}

/** The jobs that are asked for, before any is deleted. */
function asked(graph: UnitGraph, name: string): string[] {
  const { jobs } = orderOfRequest(idleState(graph), requestOf(graph, name))!.net;
  return jobs.map(({ unit, type }) => `${unit.id}/${type}`).sort(compareBytes);
}

/** The cycles of a unit with their fixes, each tried. */
function solve(source: UnitSource, name: string): { answer: CycleAnswer; fixes: (CycleFix | null)[] } {
  const { tree, graph } = unitTree(source, [name]);
  const answer = cyclesOfRequest(graph, idleState(graph), requestOf(graph, name), { samples: 20 });
  const before = asked(graph, name);
  const fixes = answer.groups.map((group) => {
    const members = new Set(group.units.map(({ id }) => id));
    return fixCycles(group, {
      readFile: (path) => textOf(tree, path),
      overrideDirectory: 'root' in source ? '/etc/systemd/system' : source.directories[0]!,
      rebuild: (files) => unitTree(source, [name], files).graph,
      check(rebuilt) {
        const { groups } = cyclesOfRequest(rebuilt, idleState(rebuilt), requestOf(rebuilt, name));
        const isGone = !groups.some(({ units }) => units.some(({ id }) => members.has(id)));
        return isGone && asked(rebuilt, name).join(' ') === before.join(' ');
      },
    });
  });
  return { answer, fixes };
}

describe('cycles of a request', () => {
  test('a cycle names every edge with its line, what each outcome loses, and the line to change', () => {
    const { answer, fixes } = solve({ root: join(root, 'samples/ordering-cycle') }, 'default.target');
    expect(answer.groups).toHaveLength(1);
    const text = cyclesText({ answer, fixes, request: 'start default.target' }, plainStyle(), (path) => path);
    // A line that is too long for the terminal goes on in the next.
    expect(text.replace(/\s+/g, ' ')).toContain(
      'After=blocklist.service in /etc/systemd/system/nftables.service.d/blocklist.conf:4',
    );
    expect(text).toContain('- without nftables.service');
    expect(fixes[0]?.steps.map(({ edge }) => `${edge.second.id} after ${edge.first.id}`)).toEqual([
      'nftables.service after blocklist.service',
    ]);
    expect(fixes[0]?.verified).toBe('yes');
  });

  test('requirement loops without ordering are no cycles', () => {
    const graph = graphFromLines('goal.target: Wants=a.service\na.service: Requires=b.service\nb.service: Requires=a.service');
    expect(cyclesOfRequest(graph, idleState(graph), requestOf(graph, 'goal.target')).groups).toEqual([]);
    expect(latentCycles([...graph.units.values()]).groups).toEqual([]);
  });

  test('a cycle of units that no request starts together is latent', () => {
    const graph = graphFromLines('goal.target: Wants=a.service\na.service: After=b.service\nb.service: After=a.service');
    expect(cyclesOfRequest(graph, idleState(graph), requestOf(graph, 'goal.target')).groups).toEqual([]);
    expect(latentCycles([...graph.units.values()]).groups.map(({ units }) => units.map(({ id }) => id))).toEqual([
      ['a.service', 'b.service'],
    ]);
  });

  test('a cycle in which all units are required is fatal', () => {
    const graph = graphFromLines(
      'goal.target: Requires=a.service b.service\na.service: After=b.service\nb.service: After=a.service',
    );
    const answer = cyclesOfRequest(graph, idleState(graph), requestOf(graph, 'goal.target'));
    expect(answer.groups.map(({ isFatal }) => isFatal)).toEqual([true]);
    expect(answer.outcomes?.mustFail).toBe(true);
  });
});

const fixtures: [string, UnitSource, string][] =
  shared === null
    ? []
    : [
        ...['cycle.target', 'cycle-default-deps.target', 'cycle-required.target'].map((name): [string, UnitSource, string] => [
          `oracle ${name}`,
          { directories: [join(shared, 'oracle/fixtures/cycle/units'), join(shared, 'oracle/stubs')] },
          name,
        ]),
        ...readdirSync(join(shared, 'scenarios'))
          .filter((name) => name.startsWith('cycle-') && name !== 'cycle-self' && existsSync(join(shared, 'scenarios', name, 'scenario.target')))
          .map((name): [string, UnitSource, string] => [name, { directories: [join(shared, 'scenarios', name), join(shared, 'scenarios/_base')] }, 'scenario.target']), // prettier-ignore
        ['server', { root: join(shared, 'corpora/server') }, 'multi-user.target'],
      ];

describe.skipIf(shared === null)('every fix takes the cycle away and changes no job', () => {
  test.each(fixtures)('%s', (_label, source, name) => {
    const { answer, fixes } = solve(source, name);
    expect(answer.groups.length).toBeGreaterThan(0);
    expect(fixes.map((fix) => fix?.verified)).toEqual(answer.groups.map(() => 'yes'));
  });
});

test('what a conflict takes away is not counted as lost to a cycle', () => {
  // load.mjs without the two After= lines: m.target and d.service are started with a.service and b.service, f.service is not.
  const service = (line: string): string => `[Unit]\nDefaultDependencies=no\n${line}\n[Service]\nExecStart=/bin/true\n`;
  const { graph } = loadMemory(
    {
      'm.target': '[Unit]\nDefaultDependencies=no\nWants=a.service b.service d.service f.service\n',
      'a.service': service('After=b.service'),
      'b.service': service('After=a.service'),
      'd.service': service('Conflicts=f.service'),
      'f.service': service(''),
    },
    ['m.target'],
  );
  const { groups } = cyclesOfRequest(graph, idleState(graph), requestOf(graph, 'm.target'));
  expect(groups[0]?.losses.map(({ victims, lost }) => [victims, lost])).toEqual([
    [['a.service'], ['a.service/start']],
    [['b.service'], ['b.service/start']],
  ]);
});
