import { parseBoolean } from '../../parse/boolean.js';
import type { GeneratorContext } from './generator-output.js';
import { instanceForPath } from './helper-units.js';
import { isKernelKey, kernelWords } from './kernel-command-line.js';

/**
 * Puts a login on the consoles that the facts name, and in a container on its console.
 *
 * @systemd src/getty-generator/getty-generator.c, man systemd-getty-generator(8)
 */
export function gettyGenerator(context: GeneratorContext): void {
  let isOn = true;
  for (const { key, value } of kernelWords(context.kernelWords, context.isInitrd, false)) {
    if (!isKernelKey(key, 'systemd.getty_auto')) continue;
    const on = value === null ? true : parseBoolean(value);
    if (on === null) context.warn('kernel-bad-switch', null, { key, value: value ?? '' });
    else isOn = on;
  }
  // The environment of PID 1 has the last word.
  isOn = parseBoolean(context.facts.environment.SYSTEMD_GETTY_AUTO ?? '') ?? isOn;
  if (!isOn) return;
  const { consoles, container } = context.facts;
  const link = (template: string, instance: string): void => {
    context.output.link(`getty.target.wants/${instance}`, `${context.unitDirectory}/${template}`, null);
  };
  if (container !== false) {
    link('console-getty.service', 'console-getty.service');
    for (const tty of consoles) {
      const number = /^(?:\/dev\/)?pts\/(.+)$/.exec(tty)?.[1];
      const unit = number === undefined ? null : instanceForPath('container-getty', number, 'service');
      if (unit !== null) link('container-getty@.service', unit);
    }
    return;
  }
  for (const tty of consoles) {
    const name = tty.replace(/^\/dev\//, '');
    const unit = /^tty[0-9]*$/.test(name) ? null : instanceForPath('serial-getty', name, 'service');
    if (unit !== null) link('serial-getty@.service', unit);
  }
}
