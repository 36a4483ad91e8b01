import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/host/memory-file-system.js';
import {
  expandedDirectories,
  explicitSearchPath,
  anyUserSearchPath,
  globalSearchPath,
  prependDirectories,
  systemSearchPath,
  userSearchPath,
} from '../../src/load/search-path.js';

// Recorded with systemd 252.39-1~deb12u2.
const UNIT_PATHS = {
  // systemd-analyze unit-paths
  system: `
/etc/systemd/system.control
/run/systemd/system.control
/run/systemd/transient
/run/systemd/generator.early
/etc/systemd/system
/etc/systemd/system.attached
/run/systemd/system
/run/systemd/system.attached
/run/systemd/generator
/usr/local/lib/systemd/system
/lib/systemd/system
/usr/lib/systemd/system
/run/systemd/generator.late`,
  // systemd-analyze --global unit-paths
  global: `
/etc/systemd/user
/run/systemd/user
/usr/local/share/systemd/user
/usr/share/systemd/user
/usr/local/lib/systemd/user
/usr/lib/systemd/user`,
  // XDG_RUNTIME_DIR=/run/user/0 HOME=/home/u systemd-analyze --user unit-paths
  user: `
/home/u/.config/systemd/user.control
/run/user/0/systemd/user.control
/run/user/0/systemd/transient
/run/user/0/systemd/generator.early
/home/u/.config/systemd/user
/etc/xdg/systemd/user
/etc/systemd/user
/run/user/0/systemd/user
/run/systemd/user
/run/user/0/systemd/generator
/home/u/.local/share/systemd/user
/usr/local/share/systemd/user
/usr/share/systemd/user
/usr/local/lib/systemd/user
/usr/lib/systemd/user
/run/user/0/systemd/generator.late`,
};
const lines = (text: string): string[] => text.trim().split('\n');
const user = { name: 'u', uid: 0, gid: 0, group: 'u', home: '/home/u', shell: '/bin/sh', runtimeDirectory: '/run/user/0' };

describe('the default search path', () => {
  test('the system manager looks into thirteen directories, /lib before /usr/lib', () => {
    expect(systemSearchPath().directories).toEqual(lines(UNIT_PATHS.system));
  });

  test('a user manager looks into the home and the runtime directory too', () => {
    expect(userSearchPath(user).directories).toEqual(lines(UNIT_PATHS.user));
  });

  test('without a user the directories of home and runtime vanish', () => {
    expect(userSearchPath(null).directories).toEqual(lines(UNIT_PATHS.user).filter((line) => !/^\/(home|run\/user)\//.test(line)));
    expect(userSearchPath(null).generatorDirectories).toEqual([]);
  });

  test('what is generated for a user who is not named has its places in the order of a named one', () => {
    const { directories, generatorDirectories } = anyUserSearchPath();
    const named = userSearchPath({ ...user, runtimeDirectory: '/run/user/UID' }).directories;
    expect(directories).toEqual(
      named.filter((path) => userSearchPath(null).directories.includes(path) || generatorDirectories.includes(path)),
    );
  });

  test('the global scope has what all users share', () => {
    expect(globalSearchPath().directories).toEqual(lines(UNIT_PATHS.global));
  });
});

describe('SYSTEMD_UNIT_PATH', () => {
  const given = (value: string): readonly string[] => explicitSearchPath(value, 'system', null, '/cwd').directories;

  test('a list without a trailing colon is the whole search path', () => {
    expect(given('/u:/v')).toEqual(['/u', '/v']);
  });

  test('a trailing colon appends the default list', () => {
    expect(given('/u:')).toEqual(['/u', ...lines(UNIT_PATHS.system)]);
    expect(given(':')).toEqual(lines(UNIT_PATHS.system));
  });

  test('an empty value means no directories', () => {
    expect(given('')).toEqual([]);
  });

  test('relative directories count from the working directory', () => {
    expect(given('rel:./x')).toEqual(['/cwd/rel', '/cwd/x']);
  });

  test('directories are simplified, then duplicates are dropped; .. stays', () => {
    expect(given('/u//y/:/u/y')).toEqual(['/u/y']);
    expect(given('/u/../z')).toEqual(['/u/../z']);
    expect(given('/u::/v')).toEqual(['/u', '/v']);
  });
});

test('directories put before a search path keep their first place', () => {
  const path = prependDirectories(systemSearchPath(), ['/u/', '/usr/lib/systemd/system']);
  expect(path.directories.slice(0, 2)).toEqual(['/u', '/usr/lib/systemd/system']);
  expect(path.directories).toHaveLength(14);
});

test('a linked directory counts under its real path too', () => {
  const fileSystem = memoryFileSystem({ '/ln': { link: '/real' }, '/real/': '', '/u/': '' });
  expect(expandedDirectories(explicitSearchPath('/u:/ln:/none', 'system'), fileSystem)).toEqual(['/u', '/ln', '/real', '/none']);
});
