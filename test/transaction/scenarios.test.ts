import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { DEFAULT_FACTS } from '../../src/load/facts.js';
import { firstTransaction } from '../../src/transaction/first-transaction.js';
import { idleState } from '../../src/transaction/manager-state.js';
import { outcomes } from '../../src/transaction/outcomes.js';
import { sharedCopy } from '../support/shared.js';
import { unitTree } from '../support/unit-tree.js';

interface Expected {
  readonly jobs?: readonly string[];
  readonly step_output?: readonly string[];
}

interface Scenario {
  readonly target: string;
  readonly mode: 'boot' | 'start';
  readonly job_mode?: 'replace';
  readonly options?: { readonly vfs_writable?: boolean };
  readonly keep_base?: readonly string[];
  readonly expected: Expected;
  readonly expected_any?: readonly Expected[];
}

const shared = sharedCopy();
const scenarios = join(shared ?? '', 'scenarios');
const names = shared === null ? [] : readdirSync(scenarios).filter((name) => existsSync(join(scenarios, name, 'scenario.json'))).sort(compareBytes); // prettier-ignore

describe.skipIf(shared === null)('the first transaction of a recorded scenario is among our outcomes', () => {
  test.each(names)('%s', (name) => {
    const folder = join(scenarios, name);
    const scenario = JSON.parse(readFileSync(join(folder, 'scenario.json'), 'utf8')) as Scenario;
    const base = join(scenarios, '_base');
    const facts = { ...DEFAULT_FACTS, container: 'systemd-nspawn', sysReadOnly: scenario.options?.vfs_writable !== true };
    const { graph } = unitTree({ directories: [folder, base] }, [scenario.target], new Map(), facts);
    const boot = scenario.mode === 'boot' ? firstTransaction(graph, scenario.target) : null;
    const unit = boot?.unit ?? graph.find(scenario.target);
    if (!unit) throw new Error('no unit');
    const isolates = boot !== null && unit.settings.boolean('Unit.AllowIsolate', false);
    const mode = isolates ? 'isolate' : (scenario.job_mode ?? 'replace');
    const active = boot ? new Map() : new Map([['idle.target', 'active' as const]]);
    const set = outcomes(graph, idleState(graph, { active }), { unit, type: 'start', mode, fromBus: boot === null });
    const kept = new Set([...readdirSync(folder), ...(scenario.keep_base ?? [])]);
    const hidden = new Set(readdirSync(base).filter((file) => !kept.has(file)));
    const shown = (jobs: readonly string[]): string =>
      jobs.filter((job) => !hidden.has(job.slice(0, job.lastIndexOf('/')))).join(' ');
    const ours = new Set(set.outcomes.map(({ error, jobs }) => (error ? '' : shown(jobs))));
    const recorded = [scenario.expected, ...(scenario.expected_any ?? [])].flatMap(({ jobs }) => (jobs ? [[...jobs].sort(compareBytes).join(' ')] : [])); // prettier-ignore
    expect(recorded.filter((jobs) => !ours.has(jobs))).toEqual([]);
    // What is asked of an idle manager and refused is told to the one who asked.
    for (const { error } of set.outcomes) {
      const told = [scenario.expected, ...(scenario.expected_any ?? [])].flatMap(({ step_output }) => step_output ?? []).join('\n');
      if (error && !boot) expect(told).toContain(error.text);
    }
  });
});
