import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findingList, type Finding } from '../../src/diagnostic/finding.js';
import { messageOf, severityOf } from '../../src/diagnostic/message.js';
import { keyEntry } from '../../src/parse/key-table.js';
import type { UnitType } from '../../src/parse/unit-type-table.js';
import { interpretText } from './interpret-text.js';

interface Record252 {
  readonly values: readonly string[];
  readonly groups: readonly {
    readonly keys: Readonly<Record<string, string>>;
    readonly answers: readonly { readonly values: readonly string[]; readonly messages: readonly string[] }[];
  }[];
}

const record = JSON.parse(readFileSync(new URL('../oracle/setting-messages.json', import.meta.url), 'utf8')) as Record252;

const LEVELS = { error: 'err', warning: 'warning', notice: 'notice', info: 'info' } as const;

// These lines of the log name no file, so that the record could not tell which key they came from.
const WITHOUT_PLACE = new Set(['user-odd', 'deprecated-isolate', 'specifier-deprecated']);

// Kinds that are stored as they are: what systemd says of them, it says at debug level.
const isUnread = (section: string, key: string): boolean => keyEntry(section, key)?.kind === 'raw';

const shown = (finding: Finding): string => `${LEVELS[severityOf(finding)]}: ${messageOf(finding)}`;

test('every wrong value gets the message and level that systemd 252 gives it', () => {
  const differences: string[] = [];
  let count = 0;
  for (const group of record.groups) {
    for (const [type, keys] of Object.entries(group.keys)) {
      for (const written of keys.split(' ')) {
        const [section = '', key = ''] = written.split('.');
        if (isUnread(section, key)) continue;
        for (const value of record.values) {
          const answer = group.answers.find((other) => other.values.includes(value));
          const expected = (answer?.messages ?? []).map((text) => text.replaceAll('{key}', key).replaceAll('{value}', value));
          const list = findingList();
          interpretText(`[${section}]\n${key}=${value}\n`, { name: `p.${type}`, type: type as UnitType, sink: list });
          const found = [...new Set(list.findings.filter((finding) => !WITHOUT_PLACE.has(finding.code)).map(shown))];
          count++;
          if (found.join('\n') !== expected.join('\n'))
            differences.push(`${type} ${written}=${value}\n  systemd ${expected.join(' | ')}\n  here    ${found.join(' | ')}`);
        }
      }
    }
  }
  expect(count).toBeGreaterThan(9000);
  expect(differences).toEqual([]);
});
