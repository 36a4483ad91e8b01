import { describe, expect, test } from 'vitest';
import { EventQueue } from '../../src/simulate/event-queue.js';
import { formatSpan } from '../../src/simulate/format-span.js';
import { plainProgram } from '../../src/simulate/plain-program.js';
import { readScenario } from '../../src/simulate/read-scenario.js';
import { simulate } from '../../src/simulate/index.js';
import { recordingOf } from '../../src/simulate/recording.js';
import { boot, bootOf } from '../support/simulate-units.js';

const TARGET = '[Unit]\nAllowIsolate=yes\nWants=';

describe('A run', () => {
  const units = {
    'test.target': `${TARGET}a.service b.service c.service\n`,
    'a.service': '[Service]\nType=oneshot\nExecStart=/bin/sleep 0.2\n',
    'b.service': '[Unit]\nRequires=a.service\nAfter=a.service\n[Service]\nExecStart=/bin/sleep infinity\n',
    'c.service': '[Unit]\nAfter=nowhere.service\n[Service]\nType=notify\nExecStart=/usr/bin/daemon\n',
  };

  test('gives the same bytes each time', () => {
    const input = bootOf(units);
    expect(JSON.stringify(recordingOf(simulate(input)))).toBe(JSON.stringify(recordingOf(simulate(input))));
  });

  test('never lets time go back', () => {
    const times = boot(units).log.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('ends every job', () => {
    expect(boot(units).jobs.filter(({ result }) => result === null)).toEqual([]);
  });

  test('tells which job let another go on', () => {
    const job = boot(units).jobs.find(({ unit }) => unit === 'b.service');
    expect([job?.releasedBy?.unit, job?.running]).toEqual(['a.service', job?.releasedBy?.finished]);
  });

  test('says which programs it knew nothing about', () => {
    expect(boot(units).assumptions).toEqual([{ kind: 'program', unit: 'c.service', what: 'ExecStart /usr/bin/daemon' }]);
  });

  test('stops where failures queue their own cause without end', () => {
    // d and e cannot do without each other, and what fails with them asks for them again: systemd 252 runs out of stack on this.
    const run = boot({
      'test.target': `${TARGET}e.service\n`,
      'c.service':
        '[Unit]\nRequires=d.target\nOnFailure=d.target\nBefore=d.target\n[Service]\nType=oneshot\nExecStart=/bin/sleep 1\n',
      'd.target': '[Unit]\nRequires=c.service e.service\n',
      'e.service': '[Unit]\nRequires=d.target\n[Service]\nType=oneshot\nExecStart=/bin/false\n',
    });
    expect(run.isEndless).toBe(true);
  });

  test('a long chain of failures does not overflow the stack', () => {
    const count = 3000;
    const chain: Record<string, string> = {
      'test.target': `${TARGET}u${String(count)}.service\n`,
      'u0.service': '[Service]\nType=oneshot\nExecStart=/bin/false\n',
    };
    for (let i = 1; i <= count; i++) {
      chain[`u${String(i)}.service`] =
        `[Unit]\nRequires=u${String(i - 1)}.service\nAfter=u${String(i - 1)}.service\n[Service]\nExecStart=/bin/true\n`;
    }
    const results = boot(chain).ended.filter(({ result }) => result === 'dependency');
    expect(results).toHaveLength(count);
  });
});

describe('Events', () => {
  test('come by time, then priority, then arrival', () => {
    const queue = new EventQueue();
    const seen: string[] = [];
    const add = (name: string, at: number, priority: 0 | -7): void => void queue.add(at, priority, () => void seen.push(name));
    add('later', 2, -7);
    add('first normal', 1, 0);
    add('second normal', 1, 0);
    add('child', 1, -7);
    for (let event = queue.take(); event !== null; event = queue.take()) event.run();
    expect(seen).toEqual(['child', 'first normal', 'second normal', 'later']);
  });

  test('that are canceled do not come', () => {
    const queue = new EventQueue();
    queue.add(1, 0, () => undefined).isCanceled = true;
    expect([queue.nextTime(), queue.take()]).toEqual([null, null]);
  });
});

describe('Plain programs', () => {
  test('a script of sleep and exit takes the sum and ends with the status', () => {
    expect(plainProgram(['/bin/sh', '-c', 'sleep 0.2; sleep 1; exit 3'])?.exit).toEqual({
      afterUsec: 1_200_000,
      status: 3,
      signal: null,
    });
  });

  test('exec ends a script', () => {
    expect(plainProgram(['/bin/sh', '-c', 'exec sleep infinity; exit 1'])?.exit).toBeNull();
  });

  test('anything else is not plain', () => {
    expect(plainProgram(['/bin/sh', '-c', 'test -e /x && sleep 1'])).toBeNull();
  });
});

test('Spans are written as the manager writes them', () => {
  // The first three are what `systemd-analyze timespan 90s 300ms 0` of systemd 252 prints.
  expect([90_000_000, 300_000, 0, Number.POSITIVE_INFINITY].map((span) => formatSpan(span))).toEqual([
    '1min 30s',
    '300ms',
    '0',
    'infinity',
  ]);
});

describe('A scenario file', () => {
  const read = (text: string): readonly [ReturnType<typeof readScenario>, string[]] => {
    const keys: string[] = [];
    const file = readScenario(text, 's.json', { add: ({ code, values }) => void keys.push(`${code} ${values.key ?? ''}`.trim()) });
    return [file, keys];
  };

  test('that is no JSON gives a finding', () => {
    expect(read('{')).toEqual([null, ['scenario-not-json']]);
  });

  test('names what has the wrong form, and goes on without it', () => {
    const [file, keys] = read(
      '{"target": "a.target", "mode": "fast", "steps": [{"at": "x", "run": "true"}, {"event": {"fly": 1}}], "speed": 9}',
    );
    expect(keys).toEqual(expect.arrayContaining(['bad-scenario speed', 'bad-scenario mode', 'bad-scenario steps[0].at']));
    expect(file?.scenario.steps).toEqual([{ atUsec: 0, command: 'true' }]);
  });
});
