import { expect, test } from 'vitest';
import { simulationJson, simulationText, systemdLog } from '../../src/report/simulation.js';
import { perfettoTrace } from '../../src/report/simulation-trace.js';
import { plainStyle } from '../../src/report/style.js';
import { boot } from '../support/simulate-units.js';

const run = boot({
  'test.target': '[Unit]\nAllowIsolate=yes\nWants=a.service b.service\n',
  'a.service': '[Service]\nType=oneshot\nExecStart=/bin/sh -c "sleep 1; exit 3"\n',
  'b.service': '[Unit]\nRequires=a.service\nAfter=a.service\n[Service]\nExecStart=/bin/sleep infinity\n',
});

test('the timeline names who was waited for, what failed and why', () => {
  const text = simulationText(run, plainStyle(100, false));
  expect(text).toContain('test.target reached after 1.00 s');
  expect(text).toContain('1.00 s  a.service/start: failed');
  expect(text).toContain('1.00 s  b.service/start: dependency, because a.service/start ended with failed');
});

test('the document has the jobs, their times and the job that released them', () => {
  const [outcome] = simulationJson([run]).outcomes;
  expect(outcome?.results['b.service/start']).toBe('dependency');
  expect(outcome?.timeline.find(({ unit }) => unit === 'test.target')?.releasedBy).toBe('a.service/start');
});

test('the log has the sentences of the manager with times', () => {
  expect(systemdLog(run)).toMatch(/\[ +1\.00000\d\] systemd\[1\]: Failed to start a\.service\./);
});

test('the trace has a track for each unit and an arrow for each release', () => {
  const { traceEvents } = JSON.parse(perfettoTrace(run)) as {
    traceEvents: { ph: string; name: string; args?: { name?: string } }[];
  };
  expect(traceEvents.filter(({ name }) => name === 'thread_name').map(({ args }) => args?.name)).toContain('a.service');
  expect(traceEvents.some(({ ph }) => ph === 's')).toBe(true);
});
