import type { DiagnosticCode } from '../../diagnostic/message.js';
import type { LoadError } from '../../load/load-state-table.js';
import { settingKey } from '../../parse/setting-key.js';
import type { UnitNode } from '../unit-node.js';

/** Why a unit is refused after its files were read. ENOEXEC makes it bad-setting, another error makes it error. */
export interface Refusal {
  readonly error: LoadError;
  readonly code: DiagnosticCode;
  readonly values: Readonly<Record<string, string>>;
}

/** Does a unit open a PAM session, whose own process other modes of killing would miss or hit too late? */
export function hasPamWithoutGroupKill({ type, settings }: UnitNode): boolean {
  const killMode = settings.text(settingKey(type, 'KillMode')) ?? 'control-group';
  return settings.last(settingKey(type, 'PAMName')) !== undefined && killMode !== 'control-group';
}

/** Refuses a unit with a path that no mount can be found for. @systemd src/core/unit.c unit_require_mounts_for */
export function refusePath(unit: UnitNode, path: string): Refusal {
  return { error: 'EPERM', code: 'mount-path-not-normalized', values: { unit: unit.id, path } };
}

/** Refuses with bad-setting. */
export function refuse(code: DiagnosticCode, values: Readonly<Record<string, string>> = {}): Refusal {
  return { error: 'ENOEXEC', code, values };
}
