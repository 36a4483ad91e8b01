import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareBytes } from '../../src/base/compare.js';
import { findingList, type Finding } from '../../src/diagnostic/finding.js';
import { messageOf, severityOf } from '../../src/diagnostic/message.js';
import { interpretText } from './interpret-text.js';

interface Record252 {
  readonly records: readonly {
    readonly unit: string;
    readonly lines: readonly { readonly section: string; readonly line: string; readonly messages: readonly string[] }[];
    readonly withoutPlace: readonly string[];
  }[];
}

const record = JSON.parse(readFileSync(new URL('../oracle/setting-lines.json', import.meta.url), 'utf8')) as Record252;
const LEVELS = { error: 'err', warning: 'warning', notice: 'notice', info: 'info' } as const;
const WITHOUT_PLACE = new Set(['user-odd', 'deprecated-isolate', 'specifier-deprecated']);
const shown = (finding: Finding): string => `${LEVELS[severityOf(finding)]}: ${messageOf(finding)}`;

// Said by the graph, which knows what units there are.
const SAID_LATER = /Failed to assign slice|Units cannot trigger themselves|Multiple units to trigger/;

for (const { unit, lines, withoutPlace } of record.records) {
  test(`lines of ${unit} (${lines.length}) are understood or refused as systemd 252 does`, () => {
    const differences: string[] = [];
    const placeless = new Set<string>();
    for (const { section, line, messages } of lines) {
      const list = findingList();
      interpretText(`[${section}]\n${line}\n`, { name: unit, path: `/run/${unit}`, sink: list, facts: { hostName: 'oracle' } });
      const found = [...new Set(list.findings.filter(({ code }) => !WITHOUT_PLACE.has(code)).map(shown))];
      for (const finding of list.findings) if (WITHOUT_PLACE.has(finding.code)) placeless.add(shown(finding));
      const expected = messages.filter((text) => !SAID_LATER.test(text));
      if (found.join('\n') !== expected.join('\n'))
        differences.push(`${line}\n  systemd ${expected.join(' | ')}\n  here    ${found.join(' | ')}`);
    }
    expect(differences).toEqual([]);
    expect([...placeless].sort(compareBytes)).toEqual([...withoutPlace].sort(compareBytes));
  });
}
