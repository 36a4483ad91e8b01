import { parseBoolean } from '../../parse/boolean.js';
import { mangleUnitName } from '../../parse/unit-name.js';
import { restOfPath } from './device-node.js';
import type { GeneratorContext } from './generator-output.js';
import { isKernelKey, ownKernelWords, runlevelTarget } from './kernel-command-line.js';

const DEBUG_TTY = '/dev/tty9';

/**
 * Masks, adds and debugs units as the kernel's command line says.
 *
 * @systemd src/debug-generator/debug-generator.c, man systemd-debug-generator(8)
 */
export function debugGenerator(context: GeneratorContext): void {
  const masks: string[] = [];
  const wants: string[] = [];
  let shellTty: string | null = null;
  let target: string | null = null;
  for (const { key, value } of ownKernelWords(context.kernelWords, context.isInitrd)) {
    const isMask = isKernelKey(key, 'systemd.mask');
    if (isMask || isKernelKey(key, 'systemd.wants')) {
      if (value === null) {
        context.warn('kernel-missing-argument', null, { key });
        continue;
      }
      const unit = mangleUnitName(value);
      if (unit === null) {
        // systemd stops reading the command line here.
        context.warn('generated-name-invalid', null, { text: value });
        break;
      }
      (isMask ? masks : wants).push(unit);
    } else if (isKernelKey(key, 'systemd.debug_shell')) {
      const on = value === null ? true : parseBoolean(value);
      if (on === null) shellTty = `/dev/${restOfPath(value ?? '', '/dev/') ?? value ?? ''}`;
      else shellTty = on ? DEBUG_TTY : null;
    } else if (isKernelKey(key, 'systemd.unit')) {
      if (value === null) context.warn('kernel-missing-argument', null, { key });
      else target = value;
    } else if (value === null) target = runlevelTarget(key, context.isInitrd) ?? target;
  }
  for (const unit of masks) {
    if (context.output.link(unit, '/dev/null', null, 'early')) continue;
    context.warn('generated-exists', null, { path: `/run/systemd/generator.early/${unit}` });
  }
  const wanting = target ?? (context.isInitrd ? 'initrd.target' : 'default.target');
  if (shellTty !== null) {
    wants.push('debug-shell.service');
    if (shellTty !== DEBUG_TTY) {
      const text = `[Unit]\nDescription=Early root shell on ${shellTty} FOR DEBUGGING ONLY\nConditionPathExists=\n[Service]\nTTYPath=${shellTty}\n`;
      context.output.writeDropIn('debug-shell.service', '50-tty', text, null, 'early');
    }
  }
  for (const unit of wants) context.output.addDependency(wanting, 'wants', `${context.unitDirectory}/${unit}`, null, 'early');
}
