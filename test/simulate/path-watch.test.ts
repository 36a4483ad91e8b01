import { describe, expect, test } from 'vitest';
import type { ScenarioStep } from '../../src/simulate/scenario.js';
import { boot } from '../support/simulate-units.js';

const units = (path: string): Record<string, string> => ({
  'test.target': '[Unit]\nWants=a.path\nAllowIsolate=yes\n',
  'a.path': `[Path]\n${path}\n`,
  'a.service': '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n',
});
const steps = (...commands: string[]): ScenarioStep[] => commands.map((command, i) => ({ atUsec: (i + 1) * 1e6, command }));
const tree = { '/var/run': { link: '../run' }, '/run/': '', '/etc/passwd': 'x', '/loop': { link: 'loop' } } as const;

// What inotify says follows from inotify(7); see the scenarios `path-*` for boots.
describe('What a path unit sees', () => {
  test.each([
    ['PathExists=/var/run/x', 'touch /run/x'],
    ['PathExists=/run/x', 'touch /var/run/x'],
    ['PathChanged=/var/run', 'touch /run/x'],
    ['PathExistsGlob=/var/run/*.x', 'touch /run/a.x'],
    ['DirectoryNotEmpty=/var/run/d', 'touch /run/d/x'],
  ])('%s sees `%s` through the link', (path, command) => {
    const run = boot(units(path), { steps: steps(command) }, tree);
    expect(run.requests.map(({ unit }) => unit)).toContain('a.service');
  });

  test.each([
    ['PathExistsGlob=/run/*/x', ['mkdir /run/d', 'touch /run/d/x'], 'only the directory before the pattern is watched'],
    ['PathChanged=/run', ['mkdir -p /run'], 'a directory that is there is not made'],
    ['PathExists=/run/x', ['rm /run/x'], 'what is not there is not removed'],
  ])('%s does not see %j: %s', (path, commands) => {
    const run = boot(units(path), { steps: steps(...commands) }, tree);
    expect(run.requests.map(({ unit }) => unit)).not.toContain('a.service');
  });

  test.each([
    ['/etc/passwd/x/y', '/etc/passwd/x: Not a directory'],
    ['/loop/x', '/loop: Too many levels of symbolic links'],
  ])('%s cannot be watched: %s', (path, message) => {
    const run = boot(units(`PathExists=${path}`), {}, tree);
    expect(run.log.map(({ text }) => text)).toContain(`Failed to add a watch for ${message}`);
    expect(run.states.find(({ unit }) => unit === 'a.path')).toMatchObject({ subState: 'failed', result: 'resources' });
  });
});

test('a condition finds through a link what was made in the run', () => {
  const run = boot(
    {
      'test.target': '[Unit]\nAllowIsolate=yes\n',
      'a.service': '[Unit]\nConditionPathExists=/var/run/x\n[Service]\nExecStart=/bin/sleep infinity\n',
    },
    { steps: steps('touch /run/x', 'systemctl start a.service') },
    tree,
  );
  expect(run.states.find(({ unit }) => unit === 'a.service')?.activeState).toBe('active');
});
