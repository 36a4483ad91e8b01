import type { GeneratorContext } from './generator-output.js';
import { escapeSpecifiers } from './helper-units.js';
import { isKernelKey, ownKernelWords } from './kernel-command-line.js';

const HEAD =
  '[Unit]\nDescription=Command from Kernel Command Line\nDocumentation=man:systemd-run-generator(8)\nSourcePath=/proc/cmdline\n';

/**
 * Has the system run commands of the kernel's command line, and nothing else.
 *
 * @systemd src/run-generator/run-generator.c, man systemd-run-generator(8)
 */
export function runGenerator(context: GeneratorContext): void {
  const commands: string[] = [];
  let success: string | null = null;
  let failure: string | null = null;
  for (const { key, value } of ownKernelWords(context.kernelWords, context.isInitrd)) {
    const setting = ['systemd.run', 'systemd.run_success_action', 'systemd.run_failure_action'].find((one) =>
      isKernelKey(key, one),
    );
    if (setting === undefined) continue;
    if (value === null) context.warn('kernel-missing-argument', null, { key });
    else if (setting === 'systemd.run') commands.push(value);
    else if (setting === 'systemd.run_success_action') success = value;
    else failure = value;
  }
  if (commands.length === 0 && success === null) return;
  const { output } = context;
  const service = output.open('kernel-command-line.service', null, null);
  const target = output.open('kernel-command-line.target', null, null);
  if (service === null || target === null) return;
  service.add(HEAD);
  if (success !== 'none') service.add(`SuccessAction=${success ?? 'exit'}\n`);
  if (failure !== 'none') service.add(`FailureAction=${failure ?? 'exit'}\n`);
  service.add('\n[Service]\nType=oneshot\nStandardOutput=journal+console\n');
  for (const command of commands) service.add(`ExecStart=${escapeSpecifiers(command)}\n`);
  target.add(`${HEAD}Requires=kernel-command-line.service\nAfter=kernel-command-line.service\n`);
  output.link('default.target', 'kernel-command-line.target', null);
}
