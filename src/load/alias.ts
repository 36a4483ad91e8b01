import type { DiagnosticCode } from '../diagnostic/message.js';
import { parseUnitName } from '../parse/unit-name.js';
import { UNIT_TYPE_TRAITS } from '../parse/unit-type-table.js';

/** Why a link is no alias. `code` is null where systemd only says it at debug level. */
export interface AliasProblem {
  readonly code: Extract<DiagnosticCode, `alias-${string}`> | null;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * May a link of the name `source` stand for the unit `destination`?
 *
 * @returns null when it may
 * @systemd src/shared/install.c unit_validate_alias_symlink_or_warn; src/shared/unit-file.c unit_symlink_name_compatible
 */
export function aliasProblem(source: string, destination: string): AliasProblem | null {
  const from = parseUnitName(source);
  if (from === null) return { code: 'alias-bad-name', values: { source, destination } };
  const values = { source, destination, type: from.type };
  if (!UNIT_TYPE_TRAITS[from.type].mayHaveAlias) return { code: 'alias-type-not-allowed', values };
  if (from.nameClass !== 'plain' && !UNIT_TYPE_TRAITS[from.type].mayBeTemplate)
    return { code: 'alias-template-not-allowed', values };
  if (source === destination) return { code: null, values };
  const to = parseUnitName(destination);
  if (to === null) return { code: 'alias-bad-name', values };
  if (to.nameClass !== from.nameClass && !(from.nameClass === 'instance' && to.nameClass === 'template'))
    return { code: 'alias-class-differs', values };
  if (from.nameClass === 'instance' && to.nameClass === 'instance' && from.instance !== to.instance)
    return { code: 'alias-instance-differs', values };
  if (from.type !== to.type) return { code: 'alias-type-differs', values };
  return null;
}
