import type { DiagnosticCode } from '../../diagnostic/message.js';
import type { LoadError } from '../../load/load-state-table.js';

/** Why a unit is refused after its files were read. ENOEXEC makes it bad-setting, another error makes it error. */
export interface Refusal {
  readonly error: LoadError;
  readonly code: DiagnosticCode;
  readonly values: Readonly<Record<string, string>>;
}

/** Refuses with bad-setting. */
export function refuse(code: DiagnosticCode, values: Readonly<Record<string, string>> = {}): Refusal {
  return { error: 'ENOEXEC', code, values };
}
