import { expect, test } from 'vitest';
import { plainStyle } from '../../src/report/style.js';
import { tableText } from '../../src/report/table.js';
import { wrapText } from '../../src/report/wrap.js';

test('columns are as wide as their widest cell, and the last is cut where the terminal ends', () => {
  const rows = [
    ['a.service', 'loaded', '/etc/systemd/system/a.service'],
    ['long-name.service', '-', '/x'],
  ];
  // 17 + 2 + 6 + 2 leave 13 of 40 columns.
  expect(tableText(rows, plainStyle(40, false))).toBe('a.service          loaded  /etc/systemd~\nlong-name.service  -       /x');
});

test('a first cell that leaves the others no room stands above them, and does not move the rows without it', () => {
  const long = 'dev-disk-by-a-very-long-name.swap';
  const rows = [
    ['a.service', 'loaded', '/etc/systemd/system'],
    [long, 'loaded', '/run/systemd/generator'],
  ];
  expect(tableText(rows, plainStyle(40, false))).toBe(
    `a.service  loaded  /etc/systemd/system\n${long}\n           loaded  /run/systemd/generat~`,
  );
});

test('a table with one column and a long cell does not break it', () => {
  expect(tableText([['a-name-that-is-longer-than-the-terminal.service']], plainStyle(40, false)).split('\n')).toHaveLength(1);
});

test('text is broken at blanks; colours take no columns', () => {
  expect(wrapText('one two three', 9, '- ', 2)).toEqual(['- one two', '  three']);
  expect(wrapText('\x1b[1mone\x1b[22m two three', 9, '- ', 2)).toEqual(['- \x1b[1mone\x1b[22m two', '  three']);
});
