import { compareBytes } from '../../base/compare.js';
import { decodeUtf8 } from '../../base/text.js';
import type { Place } from '../../parse/place.js';
import { isUnitName, isUnitPrefix, mangleUnitName, templateOf, unitTypeOf } from '../../parse/unit-name.js';
import { isHiddenOrBackup } from '../drop-in.js';
import type { GeneratorContext } from './generator-output.js';
import { escapeSpecifiers } from './helper-units.js';
import { parseSysvScript, type SysvScript } from './sysv-script.js';

const SCRIPT_DIRECTORY = '/etc/init.d';
const RUNLEVELS: readonly (readonly [string, string])[] = [
  ['/etc/rc1.d', 'rescue.target'],
  ['/etc/rc2.d', 'multi-user.target'],
  ['/etc/rc3.d', 'multi-user.target'],
  ['/etc/rc4.d', 'multi-user.target'],
  ['/etc/rc5.d', 'graphical.target'],
];

interface Service {
  readonly name: string;
  readonly fileName: string;
  readonly path: string;
  /** Of its start links; -1 for none. */
  priority: number;
  readonly before: { readonly unit: string; readonly at: Place | null }[];
  readonly after: { readonly unit: string; readonly at: Place | null }[];
  readonly wants: { readonly unit: string; readonly at: Place | null }[];
  readonly wantedBy: string[];
  script: SysvScript | null;
}

/**
 * Makes a service of each init script that has no unit file.
 *
 * systemd walks its scripts in the order of a hash table, which decides in which order lines stand, and which of two scripts
 * gets an alias that both provide; here it is the order of names.
 *
 * @systemd src/sysv-generator/sysv-generator.c, man systemd-sysv-generator(8)
 */
export function sysvGenerator(context: GeneratorContext): void {
  const services = findScripts(context);
  readRunlevels(context, services);
  for (const service of services.values()) loadScript(context, service);
  for (const service of services.values()) {
    orderByPriority(service, services);
    writeService(context, service);
  }
}

function findScripts(context: GeneratorContext): Map<string, Service> {
  const services = new Map<string, Service>();
  const entries = context.fileSystem.list(SCRIPT_DIRECTORY) ?? [];
  const native = unitFileNames(context);
  for (const { name: fileName, kind } of [...entries].sort((a, b) => compareBytes(a.name, b.name))) {
    if (isHiddenOrBackup(fileName)) continue;
    const path = `${SCRIPT_DIRECTORY}/${fileName}`;
    if (kind === 'symlink' && context.fileSystem.status(path) === null)
      context.warn('sysv-dangling', { path, line: 0, column: 0 }, { path });
    const name = serviceName(fileName);
    if (name === null || services.has(name) || native.has(name) || native.has(templateOf(name) ?? '')) continue;
    const status = context.fileSystem.status(path);
    if (status?.kind !== 'file' || (status.mode & 0o100) === 0) continue;
    context.warn('sysv-no-native-unit', { path, line: 0, column: 0 }, { path });
    services.set(name, {
      name,
      fileName,
      path,
      priority: -1,
      before: [],
      after: [],
      wants: [],
      wantedBy: [],
      script: null,
    });
  }
  return services;
}

const withoutSh = (name: string): string => (name.endsWith('.sh') ? name.slice(0, -3) : name);

function serviceName(fileName: string): string | null {
  return mangleUnitName(withoutSh(fileName), 'service');
}

// src/shared/install.c unit_file_exists: also of what is no file it is not said that there is none.
function unitFileNames(context: GeneratorContext): Set<string> {
  const names = new Set<string>();
  for (const directory of context.searchPath) {
    for (const { name } of context.fileSystem.list(directory) ?? []) names.add(name);
  }
  return names;
}

function readRunlevels(context: GeneratorContext, services: ReadonlyMap<string, Service>): void {
  const names = new Map<string, string | null>();
  const unitOf = (script: string): string | null => {
    let known = names.get(script);
    if (known === undefined) {
      known = serviceName(script);
      names.set(script, known);
    }
    return known;
  };
  for (const [directory, target] of RUNLEVELS) {
    const linked = new Map<Service, Place>();
    for (const { name } of context.fileSystem.list(directory) ?? []) {
      const found = name.startsWith('S') ? /^S([0-9])([0-9])(.+)$/s.exec(name) : null;
      if (found === null) continue;
      const unit = unitOf(found[3] ?? '');
      const service = unit === null ? undefined : services.get(unit);
      if (service === undefined) continue;
      service.priority = Math.max(service.priority, Number(found[1]) * 10 + Number(found[2]));
      linked.set(service, { path: `${directory}/${name}`, line: 0, column: 0 });
    }
    for (const [service, at] of linked) {
      service.before.push({ unit: target, at });
      service.wantedBy.push(target);
    }
  }
}

function loadScript(context: GeneratorContext, service: Service): void {
  const text = context.fileSystem.readText(service.path);
  const content = text === null ? context.fileSystem.readFile(service.path) : { text };
  if (typeof content === 'string') {
    context.warn('unreadable-table', { path: service.path, line: 0, column: 0 }, { path: service.path, error: content });
    return;
  }
  const script = parseSysvScript('text' in content ? content.text : decodeUtf8(content), service.path, (at, path) => {
    context.warn('sysv-bad-pid-file', at, { path });
  });
  service.script = script;
  for (const { kind, word, at } of script.facilities) {
    const unit = unitOfFacility(word, service.fileName);
    if (unit === null) continue;
    if (unit === 'invalid') context.warn('sysv-bad-facility', at, { word });
    else if (kind === 'provides') provide(context, service, unit, at);
    else {
      service[kind].push({ unit, at });
      if (kind === 'after' && unit === 'network-online.target') service.wants.push({ unit, at });
    }
  }
}

function provide(context: GeneratorContext, service: Service, unit: string, at: Place): void {
  const type = unitTypeOf(unit);
  if (type === 'service') context.output.link(unit, service.name, at, 'late');
  else if (type === 'target') {
    const units = unit === 'network-online.target' ? [unit, 'network.target'] : [unit];
    for (const one of units) {
      service.before.push({ unit: one, at });
      service.wants.push({ unit: one, at });
    }
  } else context.warn('sysv-bad-facility', at, { word: unit });
}

const FACILITIES: Readonly<Record<string, string | null>> = {
  local_fs: null,
  network: 'network-online.target',
  named: 'nss-lookup.target',
  portmap: 'rpcbind.target',
  remote_fs: 'remote-fs.target',
  syslog: null,
  time: 'time-sync.target',
};

// src/sysv-generator/sysv-generator.c sysv_translate_facility; null for what means nothing here.
function unitOfFacility(word: string, fileName: string): string | null {
  const isSystem = word.startsWith('$');
  const name = isSystem ? word.slice(1) : word;
  if (Object.hasOwn(FACILITIES, name)) return FACILITIES[name] ?? null;
  if (isSystem) return isUnitPrefix(name) && isUnitName(`${name}.target`) ? `${name}.target` : 'invalid';
  if (name === withoutSh(fileName)) return null;
  return serviceName(name) ?? 'invalid';
}

// src/sysv-generator/sysv-generator.c fix_order
function orderByPriority(service: Service, services: ReadonlyMap<string, Service>): void {
  if (service.priority < 0) return;
  for (const other of services.values()) {
    if (other === service || other.priority < 0) continue;
    if (service.script?.hasLsbHeader === true && other.script?.hasLsbHeader === true) continue;
    if (other.priority < service.priority) service.after.push({ unit: other.name, at: null });
    else if (other.priority > service.priority) service.before.push({ unit: other.name, at: null });
  }
}

function writeService(context: GeneratorContext, service: Service): void {
  const { script, name } = service;
  if (script === null) return;
  const at: Place = { path: service.path, line: 1, column: 1 };
  const path = escapeSpecifiers(service.path);
  // A script wins over an alias that another one provides.
  const file = context.output.replaceLink(name, at, 'late');
  if (file === null) return;
  file.add(`# Automatically generated by ${context.output.generator}\n\n`);
  file.add(`[Unit]\nDocumentation=man:systemd-sysv-generator(8)\nSourcePath=${path}\n`);
  if (script.description) file.add(`Description=${escapeSpecifiers(script.description.text)}\n`, script.description.at);
  for (const { unit, at: from } of service.before) file.add(`Before=${unit}\n`, from);
  for (const { unit, at: from } of service.after) file.add(`After=${unit}\n`, from);
  for (const { unit, at: from } of service.wants) file.add(`Wants=${unit}\n`, from);
  file.add('\n[Service]\nType=forking\nRestart=no\nTimeoutSec=5min\nIgnoreSIGPIPE=no\nKillMode=process\nGuessMainPID=no\n');
  file.add(`RemainAfterExit=${script.pidFile ? 'no' : 'yes'}\n`);
  if (script.pidFile) file.add(`PIDFile=${escapeSpecifiers(script.pidFile.path)}\n`, script.pidFile.at);
  if (script.hasLsbHeader) file.add('SuccessExitStatus=5 6\n');
  file.add(`ExecStart=${path} start\nExecStop=${path} stop\n`);
  if (script.reloads) file.add(`ExecReload=${path} reload\n`);
  for (const target of service.wantedBy) context.output.addDependency(target, 'wants', name, at, 'late');
}
