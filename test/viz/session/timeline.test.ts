import { describe, expect, test } from 'vitest';
import { recordedBoots, releasersOf, stampsOf, treeOf } from '../../explain/recorded-boots.js';
import { explainLate } from '../../../src/explain/late.js';
import { jobOf as jobOfRun, runOfSimulation } from '../../../src/explain/late-run.js';
import { chainTo, jobOf, slackTo } from '../../../viz/layout/timeline-chain.js';
import { indexModel } from '../../../viz/model.js';
import { runSimulation } from '../../../viz/session/run-simulation.js';
import { sharedCopy } from '../../support/shared.js';
import { unitTree } from '../../support/unit-tree.js';
import { measuredTimeline } from '../../../viz/session/timeline.js';
import { idOf, ranModel, sourceOfTree, sourceOfUnits } from './open-session.js';

const service = (lines: string, type = 'oneshot'): string =>
  `[Unit]\nDefaultDependencies=no\n${lines}\n[Service]\nType=${type}\nExecStart=/usr/bin/program\n`;

type Row = readonly [string, ...unknown[]];
const byName = ([a]: Row, [b]: Row): number => (a < b ? -1 : 1);

describe('the timeline of a run', () => {
  test('the chain is those that waited for each other, each taking what is assumed of its program: 100 ms', () => {
    const source = sourceOfUnits({
      'all.target': '[Unit]\nDefaultDependencies=no\nWants=a.service b.service c.service\nAfter=a.service b.service c.service\n',
      'a.service': service(''),
      'b.service': service('After=a.service'),
      'c.service': service(''),
    });
    const model = ranModel(source, 'all.target', []);
    const { chain, spans, assumptions } = model.timeline;
    expect(chain.map((unit) => idOf(model, unit))).toEqual(['a.service', 'b.service', 'all.target']);
    const slack = new Map(spans.map((span) => [idOf(model, span.unit), Math.round(span.slack ?? -1)]));
    expect([...slack].sort(byName)).toEqual([['a.service', 0], ['all.target', 0], ['b.service', 0], ['c.service', 100]]); // prettier-ignore
    expect(assumptions).toEqual(['3 units run programs of which nothing is known: each takes 100 ms here.']);
  });

  test('a condition that does not hold is a skip with its reason, a failure has the result of the unit', () => {
    const source = sourceOfUnits({
      'all.target': '[Unit]\nDefaultDependencies=no\nWants=a.service b.service c.service\n',
      'a.service': service('ConditionPathExists=/nowhere'),
      'b.service': service(''),
      'c.service': service('Requires=b.service\nAfter=b.service'),
    });
    const model = ranModel(source, 'all.target', [{ verb: 'fail', unit: 'b.service' }]);
    const seen = model.timeline.spans.map((span): Row => [idOf(model, span.unit), span.result, span.isSkipped, span.note, span.running !== null]); // prettier-ignore
    expect(seen.sort(byName)).toEqual([
      ['a.service', 'done', true, 'ConditionPathExists=/nowhere', true],
      ['all.target', 'done', false, null, true],
      ['b.service', 'failed', false, 'exit-code', true],
      ['c.service', 'dependency', false, null, false],
    ]);
    const failed = model.timeline.spans.find((span) => idOf(model, span.unit) === 'c.service');
    expect(idOf(model, model.timeline.spans[failed?.releaser ?? -1]?.unit ?? -1)).toBe('b.service');
  });

  test('a job that was cancelled names the request that did it', () => {
    const source = sourceOfUnits({
      'all.target': '[Unit]\nDefaultDependencies=no\nWants=a.service b.service\nAfter=a.service b.service\n',
      'a.service': service('OnFailure=rescue.service'),
      'b.service': service('After=a.service'),
      'rescue.service': service('Conflicts=b.service'),
    });
    const model = ranModel(source, 'all.target', [{ verb: 'fail', unit: 'a.service' }]);
    const cancelled = model.timeline.spans.filter(({ result }) => result === 'canceled');
    expect(cancelled.map((span) => [idOf(model, span.unit), span.note])).toEqual([['b.service', 'by rescue.service/start']]);
  });

  test('a service that runs on is up to the end, a oneshot is up only while it remains after its exit', () => {
    const source = sourceOfUnits({
      'all.target': '[Unit]\nDefaultDependencies=no\nWants=daemon.service once.service kept.service\n',
      'daemon.service': service('', 'notify'),
      'once.service': service(''),
      'kept.service': `${service('')}RemainAfterExit=yes\n`,
    });
    const model = ranModel(source, 'all.target', []);
    const up = model.timeline.spans.map((span): Row => [idOf(model, span.unit), span.activeUntil === null]);
    expect(up.sort(byName)).toEqual([['all.target', true], ['daemon.service', true], ['kept.service', true], ['once.service', false]]); // prettier-ignore
  });

  for (const sample of ['web-application', 'slow-start', 'failure-cascade'])
    test(`${sample}: chain and slack are those that the command late finds, for every unit`, () => {
      const model = indexModel(ranModel(sourceOfTree(`samples/${sample}`), 'multi-user.target', []));
      const { tree, graph } = unitTree({ root: `samples/${sample}` }, ['multi-user.target']);
      const run = runOfSimulation(runSimulation(graph, tree.fileSystem, 'multi-user.target', []));
      const { spans } = model.timeline;
      let count = 0;
      for (const unit of new Set(spans.map((span) => span.unit))) {
        const goal = jobOf(spans, unit);
        const job = jobOfRun(run, idOf(model, unit));
        if (job === null) continue;
        const late = explainLate(run, graph, job, Infinity);
        expect(chainTo(spans, goal).map((i) => idOf(model, spans[i]?.unit ?? -1))).toEqual(late.steps.map((step) => step.job.unit).reverse()); // prettier-ignore
        const slack = slackTo(spans, goal, (each) => model.out('After', each));
        const ours = new Map(spans.map((span, i) => [`${idOf(model, span.unit)} ${span.type}`, slack[i] ?? null]));
        for (const each of late.slack) expect(ours.get(`${each.unit} ${each.type}`)).toBeCloseTo(each.slackUsec / 1000, 3);
        count++;
      }
      expect(count).toBeGreaterThan(10);
    });
});

const shared = sharedCopy();

describe.skipIf(shared === null)('the timeline of a measured boot', () => {
  test('has the chain that the command late finds, and no slack on it, in every recorded boot', () => {
    let count = 0;
    for (const boot of recordedBoots()) {
      const run = releasersOf(boot, shared ?? '');
      const target = run && jobOfRun(run, boot.unit);
      if (!run || !target) continue;
      const { graph } = treeOf(boot, shared ?? '');
      const { units, timeline } = measuredTimeline(run, stampsOf(boot), target.unit, graph);
      const { spans, chain, begun } = timeline;
      const root = units.indexOf(graph.find(target.unit)?.id ?? target.unit);
      expect(begun).toBe(run.begunAt / 1000);
      const slack = chainTo(spans, jobOf(spans, root)).map((i) => spans[i]?.slack);
      expect(slack.every((each) => each === 0 || (each === null && target.finished === null))).toBe(true);
      // What cancelled a job is not among those that it waited for: the chain begins with it.
      const steps = explainLate(run, graph, target).steps.map(({ job }) => job);
      const cancelled = steps.findIndex((job) => job.running === null && job.finished !== null && job.failedBy === null);
      const late = steps.slice(0, cancelled < 0 ? undefined : cancelled + 1).map((job) => job.unit);
      expect([boot.name, chain.map((unit) => units[unit])]).toEqual([boot.name, late.reverse()]);
      count++;
    }
    expect(count).toBeGreaterThan(30);
  });
});
