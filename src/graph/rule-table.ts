/** A rule of systemd that makes dependencies: its sentence, and where the manual tells it. */
interface Rule {
  readonly text: string;
  readonly manual: string;
}

const rule = (text: string, manual: string): Rule => ({ text, manual });

/** Every rule that makes an edge. The key is its identity in `because` of a dump. */
export const RULES = {
  directive: rule('written in a unit file or drop-in', 'systemd.unit(5) "[Unit] Section Options"'),
} as const satisfies Record<string, Rule>;

/** The identity of a rule. */
export type RuleId = keyof typeof RULES;
