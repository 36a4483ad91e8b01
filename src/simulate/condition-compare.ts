import { shellPattern } from '../base/shell-pattern.js';
import { compareVersions } from '../base/version.js';

const OPERATORS = ['$=', '!$=', '<>', '<=', '>=', '<', '>', '==', '=', '!='] as const;

/** How two values are compared; `$=` and `!$=` with a shell pattern. */
export type CompareOperator = (typeof OPERATORS)[number];

/**
 * Takes the operator that a text starts with.
 *
 * @param allowPattern whether `$=` and `!$=` are operators here
 * @returns the operator, null where there is none, and the text after it
 * @systemd src/shared/compare-operator.c parse_compare_operator
 */
export function takeOperator(
  text: string,
  allowPattern: boolean,
): { readonly operator: CompareOperator | null; readonly rest: string } {
  const operator = OPERATORS.find((mark) => text.startsWith(mark));
  if (operator === undefined || (!allowPattern && operator.endsWith('$='))) return { operator: null, rest: text };
  return { operator, rest: text.slice(operator.length) };
}

/** Does an operator hold for a comparison that gave a negative number, 0, or a positive one? */
export function orderHolds(order: number, operator: CompareOperator): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '=':
    case '==':
    case '$=':
      return order === 0;
    case '!=':
    case '<>':
    case '!$=':
      return order !== 0;
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
  }
}

/**
 * Compares versions: `=` and `!=` as text, `$=` and `!$=` with a pattern, the others as versions.
 *
 * @systemd src/shared/compare-operator.c version_or_fnmatch_compare
 */
export function versionHolds(actual: string, operator: CompareOperator, expected: string): boolean {
  if (operator === '$=' || operator === '!$=') return matchesPattern(expected, actual) === (operator === '$=');
  if (operator === '=' || operator === '!=') return (actual === expected) === (operator === '=');
  return orderHolds(compareVersions(actual, expected), operator);
}

/** Does a shell pattern, in which a backslash takes the meaning from the next character, match the whole text? As fnmatch(). */
export function matchesPattern(pattern: string, text: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern)) return false;
  const plain = pattern.replace(/\\([\s\S])/g, (_, c: string) => ('*?['.includes(c) ? `[${c}]` : c));
  return shellPattern(plain)(text);
}
