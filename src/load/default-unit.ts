import { isUnitName } from '../parse/unit-name.js';
import type { Facts } from './facts.js';
import { isKernelKey, kernelWords, runlevelTarget, splitKernelCommandLine } from './generators/kernel-command-line.js';

/**
 * The unit that the system's manager starts: what the kernel command line names, the last word of all; else `initrd.target` in an
 * initrd, and `default.target` elsewhere.
 *
 * @systemd src/core/main.c parse_proc_cmdline_item, do_queue_default_job
 */
export function defaultUnitOf(facts: Facts): string {
  const isInitrd = facts.initrd;
  let named: string | null = null;
  for (const { key, value } of kernelWords(splitKernelCommandLine(facts.kernelCommandLine), isInitrd, false)) {
    if (isKernelKey(key, isInitrd ? 'rd.systemd.unit' : 'systemd.unit')) {
      if (value !== null && isUnitName(value)) named = value;
    } else if (value === null) named = runlevelTarget(key, isInitrd) ?? named;
  }
  return named ?? (isInitrd ? 'initrd.target' : 'default.target');
}
