import { describe, expect, it } from 'vitest';
import { findingList, memoryFileSystem, readFacts, userFacts, DEFAULT_FACTS } from '../../src/index.js';

// The fields of passwd(5) and group(5); the runtime directory is that of pam_systemd(8).
const accounts = memoryFileSystem({
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/zsh\nanna:x:1234:50:Anna:/srv/anna:/bin/fish\nbob:x:1235:1235::/home/bob:\n',
  '/etc/group': 'root:x:0:\nstaff:x:50:bob\n',
});

describe('the facts of a user', () => {
  it('come from the accounts of the tree by the name', () => {
    expect(userFacts({ name: 'anna' }, accounts)).toEqual({
      name: 'anna',
      uid: 1234,
      gid: 50,
      group: 'staff',
      home: '/srv/anna',
      shell: '/bin/fish',
      runtimeDirectory: '/run/user/1234',
    });
  });

  it('come from the accounts by the number, and are root’s where nothing is said', () => {
    expect(userFacts({ uid: 1235 }, accounts)).toMatchObject({ name: 'bob', home: '/home/bob', shell: '/bin/bash' });
    expect(userFacts({}, accounts)).toMatchObject({ name: 'root', uid: 0, home: '/root', shell: '/bin/zsh' });
  });

  it('are as custom has them where there is no account, and what is given counts first', () => {
    expect(userFacts({ name: 'eve', runtimeDirectory: '/tmp/eve' }, null)).toMatchObject({
      uid: 1000,
      group: 'eve',
      home: '/home/eve',
      runtimeDirectory: '/tmp/eve',
    });
  });

  it('stand in a file of facts as far as they are known', () => {
    const sink = findingList();
    expect(readFacts('{"user": {"name": "anna"}}', 'facts.json', sink, DEFAULT_FACTS, accounts)?.user?.uid).toBe(1234);
    expect(readFacts('{"user": {"nmae": "anna"}}', 'facts.json', sink, DEFAULT_FACTS, accounts)?.user).toBeNull();
    expect(sink.findings.map(({ code }) => code)).toEqual(['bad-fact']);
  });
});
