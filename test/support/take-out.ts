import { decodeUtf8 } from '../../src/base/text.js';
import type { DependencyKind } from '../../src/graph/dependency-table.js';
import { originBit } from '../../src/graph/dependency-table.js';
import type { RuleId } from '../../src/graph/rule-table.js';
import type { Dependency, Reason, Unit, UnitGraph } from '../../src/graph/unit.js';
import type { FileSystem } from '../../src/host/file-system.js';
import { memoryFileSystem, type MemoryFile } from '../../src/host/memory-file-system.js';
import { overlayFileSystem } from '../../src/host/overlay-file-system.js';
import { UNIT_TYPE_TRAITS } from '../../src/parse/unit-type-table.js';
import { RECORDED_KINDS } from './graph-record.js';

/** An edge, in the direction in which users write it. */
export interface Edge {
  readonly from: Unit;
  readonly kind: DependencyKind;
  readonly to: Unit;
  readonly dependency: Dependency;
}

/** Every edge of a graph once, by the id of its unit, kind, and the id of the other. */
export function edgesOf(graph: UnitGraph): Edge[] {
  return [...graph.units.values()].flatMap((from) =>
    RECORDED_KINDS.flatMap((kind) =>
      from.dependencies(kind).map((dependency): Edge => ({ from, kind, to: dependency.unit, dependency })),
    ),
  );
}

/** What is put into a tree: texts and links by path. */
export type Changes = Map<string, { content: string } | { link: string }>;

/** Rules whose edges are written: the word at their place is taken out. */
const WRITTEN: ReadonlySet<RuleId> = new Set([
  'directive',
  'slice-setting',
  'required-path',
  'trigger-setting',
  'service-sockets',
  'swap-device',
  'swap-file',
]);
const LINKED: ReadonlySet<RuleId> = new Set(['wants-link', 'requires-link']);

/** For the setting that a rule names, what takes its effect away. `*` stands for the section of the unit's own type. */
const NEUTRAL: Readonly<Record<string, readonly string[]>> = {
  'Unit.DefaultDependencies': ['[Unit]', 'DefaultDependencies=no'],
  Slice: ['*', 'Slice=taken-out.slice'],
  StandardOutput: ['*', 'StandardOutput=null'],
  StandardError: ['*', 'StandardError=null'],
  PrivateTmp: ['*', 'PrivateTmp=no'],
  DynamicUser: ['*', 'DynamicUser=no'],
  StateDirectory: ['*', 'StateDirectory='],
  CacheDirectory: ['*', 'CacheDirectory='],
  LogsDirectory: ['*', 'LogsDirectory='],
  LogNamespace: ['*', 'LogNamespace='],
  RootImage: ['*', 'RootImage='],
  MountImages: ['*', 'MountImages='],
  ManagedOOMSwap: ['*', 'ManagedOOMSwap=auto'],
  ManagedOOMMemoryPressure: ['*', 'ManagedOOMMemoryPressure=auto'],
  BusName: ['*', 'Type=exec'],
  What: ['*', 'What=taken-out'],
  Options: ['*', 'Options=defaults'],
  BindToDevice: ['*', 'BindToDevice='],
  'Timer.OnCalendar': ['[Timer]', 'OnCalendar=', 'OnBootSec=1'],
  'Timer.Unit': ['[Timer]', 'Unit=taken-out.service'],
  'Path.Unit': ['[Path]', 'Unit=taken-out.service'],
  'Socket.Service': ['[Socket]', 'Service=taken-out.service'],
};

/** Is the reason in the name of a unit, so that only another name would take it away? */
function isInName(reason: Reason, edge: Edge): boolean {
  const { rule, setting, at } = reason;
  if (rule === 'parent-slice' || rule === 'parent-path') return true;
  if (rule === 'slice-order' && setting === null) return true;
  if (rule === 'trigger-name' && setting === null) return true;
  if (rule === 'required-path') return at === null || setting === 'Swap.What' || setting === 'Mount.Where';
  return (rule === 'default-slice' || rule === 'slice-order') && ownersOf(reason, edge).some((unit) => unit.perpetual);
}

const DEFAULTS = originBit('default') | originBit('mount-file');

/** The ends that an edge has the reason from. */
function ownersOf(reason: Reason, { from, to, dependency }: Edge): Unit[] {
  const isDefault = reason.setting === 'Unit.DefaultDependencies' || reason.rule === 'timer-calendar';
  const bits = isDefault ? DEFAULTS : ~0;
  return [...((dependency.origin & bits) !== 0 ? [from] : []), ...((dependency.destination & bits) !== 0 ? [to] : [])];
}

/**
 * Takes out of a tree all that the reasons of an edge name: written words, links, and for a rule the setting that it names.
 *
 * @returns null where a reason stands in the name of a unit
 */
export function takeOut(fileSystem: FileSystem, edge: Edge, changes: Changes = new Map()): Changes | null {
  const { reasons } = edge.dependency;
  if (reasons.some((reason) => isInName(reason, edge))) return null;
  for (const reason of reasons) {
    const { rule, at } = reason;
    if (LINKED.has(rule) && at) changes.set(at.path, { link: '/dev/null' });
    else if (WRITTEN.has(rule) && at) {
      const path = fileSystem.realPath(at.path) ?? at.path;
      const known = changes.get(path);
      const bytes = fileSystem.readFile(path);
      const text = known && 'content' in known ? known.content : typeof bytes === 'string' ? '' : (decodeUtf8(bytes) ?? '');
      changes.set(path, { content: withoutWord(text, at.line, at.column, rule === 'trigger-setting') });
    } else
      for (const unit of ownersOf(reason, edge)) {
        const path = `/etc/systemd/system/${unit.id}.d/zzzz-taken-out.conf`;
        const known = changes.get(path);
        const before = known && 'content' in known ? known.content : '';
        changes.set(path, { content: before + neutral(reason, unit) });
      }
  }
  return changes;
}

/** A unit that is to be triggered is replaced by another: with none, the one of the same name would be. */
function withoutWord(text: string, line: number, column: number, isTriggered: boolean): string {
  const lines = text.split('\n');
  const old = lines[line - 1] ?? '';
  const start = column - 1;
  const word = /^\S*/.exec(old.slice(start))?.[0] ?? '';
  const put = isTriggered ? 'taken-out.service' : ' '.repeat(word.length);
  lines[line - 1] = old.slice(0, start) + put + old.slice(start + word.length);
  return lines.join('\n');
}

function neutral(reason: Reason, unit: Unit): string {
  const { setting } = reason;
  const found = setting === null ? undefined : (NEUTRAL[setting] ?? NEUTRAL[setting.slice(setting.indexOf('.') + 1)]);
  if (!found) throw new Error(`no way to take out ${reason.rule} ${setting ?? ''}`);
  return `${found.map((line) => (line === '*' ? `[${UNIT_TYPE_TRAITS[unit.type].section}]` : line)).join('\n')}\n`;
}

/** A tree with changes. */
export function changed(fileSystem: FileSystem, changes: Changes): FileSystem {
  const files = [...changes] as [string, MemoryFile][];
  return overlayFileSystem([
    { at: '/', fileSystem: memoryFileSystem(files) },
    { at: '/', fileSystem },
  ]);
}
