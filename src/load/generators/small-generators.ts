import { pathExists, type GeneratorContext } from './generator-output.js';

/** Runs /etc/rc.local where it may be executed. @systemd src/rc-local-generator/rc-local-generator.c */
export function rcLocalGenerator(context: GeneratorContext): void {
  const status = context.fileSystem.status('/etc/rc.local');
  if (status === null || (status.kind !== 'directory' && (status.mode & 0o111) === 0)) return;
  context.output.addDependency('multi-user.target', 'wants', `${context.unitDirectory}/rc-local.service`, null);
}

/** Boots into the offline update where /system-update is there, be it a link to nothing. @systemd src/system-update-generator/system-update-generator.c */
export function systemUpdateGenerator(context: GeneratorContext): void {
  if (context.fileSystem.linkStatus('/system-update') === null && !pathExists(context, '/system-update')) return;
  context.output.link('default.target', `${context.unitDirectory}/system-update.target`, null, 'early');
}
