import { pathExists, type GeneratorContext } from './generator-output.js';
import { kernelWords, runlevelTarget } from './kernel-command-line.js';

/** Runs /etc/rc.local where it may be executed. @systemd src/rc-local-generator/rc-local-generator.c */
export function rcLocalGenerator(context: GeneratorContext): void {
  const status = context.fileSystem.status('/etc/rc.local');
  if (status === null) return;
  if (status.kind !== 'directory' && (status.mode & 0o111) === 0) {
    context.warn('rc-local-not-executable', { path: '/etc/rc.local', line: 0, column: 0 }, {});
    return;
  }
  context.output.addDependency('multi-user.target', 'wants', `${context.unitDirectory}/rc-local.service`, null);
}

/** Boots into the offline update where /system-update is there, be it a link to nothing. @systemd src/system-update-generator/system-update-generator.c */
export function systemUpdateGenerator(context: GeneratorContext): void {
  if (context.fileSystem.linkStatus('/system-update') === null && !pathExists(context, '/system-update')) return;
  context.output.link('default.target', `${context.unitDirectory}/system-update.target`, null, 'early');
  for (const { key, value } of kernelWords(context.kernelWords, context.isInitrd, false)) {
    if (key === 'systemd.unit') {
      if (value === null) context.warn('kernel-missing-argument', null, { key });
      else context.warn('update-overridden-unit', null, {});
    } else if (value === null && runlevelTarget(key, context.isInitrd) !== null)
      context.warn('update-overridden-runlevel', null, { word: key });
  }
}
