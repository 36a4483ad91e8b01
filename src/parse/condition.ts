/** The marks before the value of a condition: `|` makes it a triggering one, `!` turns it around. */
export interface ConditionMarks {
  readonly trigger: boolean;
  readonly negate: boolean;
  /** Where the parameter starts in the value. */
  readonly offset: number;
}

/** One condition or assertion of a unit. */
export interface Condition extends Omit<ConditionMarks, 'offset'> {
  /** The directive: `ConditionPathExists`, `AssertHost`. */
  readonly type: string;
  /** Specifiers expanded; a path is simplified. */
  readonly parameter: string;
}

/**
 * Reads the marks of a condition. Those on strings may be followed by blanks, those on paths not.
 *
 * @systemd src/core/load-fragment.c config_parse_unit_condition_string, config_parse_unit_condition_path
 */
export function parseConditionMarks(value: string, isPath: boolean): ConditionMarks {
  let offset = 0;
  const take = (mark: string): boolean => {
    if (value[offset] !== mark) return false;
    offset++;
    if (!isPath) while (/[ \t\r\n]/.test(value[offset] ?? '')) offset++;
    return true;
  };
  const trigger = take('|');
  const negate = take('!');
  return { trigger, negate, offset };
}
