import { compareBytes } from '../base/compare.js';
import { originBit } from '../graph/dependency-table.js';
import type { Reason, Unit, UnitGraph } from '../graph/unit.js';
import { parseUnitName } from '../parse/unit-name.js';
import type { CycleEdge, CycleGroup } from './cycle.js';
import { cyclicComponents } from '../transaction/strong-components.js';

/** A file that is written to take an ordering dependency away. */
export interface FixChange {
  /**
   * `edit`: the administrator's own file is changed; `override`: a copy of the fragment, changed, takes its place; `replace-drop-in`: a
   * drop-in of the same file name takes the place of another; `drop-in`: a new drop-in.
   */
  readonly kind: 'edit' | 'override' | 'replace-drop-in' | 'drop-in';
  readonly unit: Unit;
  /** The file to write. */
  readonly path: string;
  /** The file that is copied and changed; null for a new drop-in. */
  readonly from: string | null;
  /** The line that changes, with its number; null for a new drop-in. */
  readonly line: { readonly number: number; readonly before: string; readonly after: string | null } | null;
  /** The whole text of the file. */
  readonly text: string;
}

/** Who made an edge: the unit file of the administrator or a package, a rule of systemd, or a unit that systemd brings along. */
export type EdgeClass = 'administrator' | 'package' | 'rule' | 'standard';

/** An edge that is to go, and how. */
export interface EdgeFix {
  readonly edge: CycleEdge;
  readonly edgeClass: EdgeClass;
  readonly changes: readonly FixChange[];
}

/** The smallest change that breaks the cycles of a group. */
export interface CycleFix {
  readonly steps: readonly EdgeFix[];
  /** Every file to write, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Was it tried, and did it do just that: the cycles of the group are gone and no job has changed? */
  readonly verified: 'yes' | 'no' | 'not-tried';
}

/** What is needed to work out a fix. */
export interface FixContext {
  /** The text of a file of the tree; null when it cannot be read. */
  readonly readFile: (path: string) => string | null;
  /** Where the administrator's unit files are: `/etc/systemd/system`, or the first of the directories given. */
  readonly overrideDirectory: string;
  /** The graph with some files written over those of the tree; left out where that cannot be tried. */
  readonly rebuild?: (files: ReadonlyMap<string, string>) => UnitGraph;
  /** Does a rebuilt graph show that the cycles of the group are gone, and nothing else has changed? */
  readonly check?: (graph: UnitGraph) => boolean;
}

const DEFAULT = originBit('default');
const RE_ADDED = ['Requires', 'Wants', 'Conflicts', 'Before', 'After'] as const;
const STANDARD_TARGET = new Set(
  (
    'basic bluetooth boot-complete cryptsetup-pre cryptsetup ctrl-alt-del default emergency exit factory-reset final first-boot-complete ' +
    'getty-pre getty graphical halt hibernate hybrid-sleep initrd initrd-fs initrd-root-device initrd-root-fs initrd-switch-root ' +
    'initrd-usr-fs integritysetup-pre integritysetup kexec local-fs-pre local-fs machines multi-user network-online network-pre network ' +
    'nss-lookup nss-user-lookup paths poweroff printer reboot remote-cryptsetup remote-fs-pre remote-fs remote-veritysetup rescue ' +
    'rpcbind shutdown sigpwr sleep slices smartcard sockets sound suspend-then-hibernate suspend swap sysinit system-update-pre ' +
    'system-update time-set time-sync timers umount usb-gadget veritysetup-pre veritysetup'
  )
    .split(' ')
    .map((name) => `${name}.target`),
);
const ATTEMPTS_MAX = 6;
const STEPS_MAX = 50;

/** Is it a unit that systemd itself brings along? @systemd man systemd.special(7) */
export function isStandardUnit(unit: Unit): boolean {
  const path = unit.fragmentPath ?? '';
  if (path.startsWith('/etc/') || path.startsWith('/run/')) return false;
  return STANDARD_TARGET.has(unit.id) || unit.id.startsWith('systemd-');
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A text without the word at a place; a line with nothing left to say goes. */
function withoutWord(text: string, line: number, column: number): { text: string; before: string; after: string | null } | null {
  const lines = text.split('\n');
  const before = lines[line - 1];
  if (before === undefined) return null;
  const start = column - 1;
  const length = /^[^\s\\]+/.exec(before.slice(start))?.[0].length ?? 0;
  if (length === 0) return null;
  const rest = (before.slice(0, start) + before.slice(start + length).replace(/^[ \t]+/, '')).replace(/[ \t]+$/, '');
  const isContinued = /\\$/.test(lines[line - 2] ?? '') || rest.endsWith('\\');
  if (!isContinued && /^\s*\w+\s*=\s*$/.test(rest)) {
    lines.splice(line - 1, 1);
    return { text: lines.join('\n'), before, after: null };
  }
  lines[line - 1] = rest;
  return { text: lines.join('\n'), before, after: rest };
}

/** The unit that a file with a directive belongs to. */
function ownerOf(edge: CycleEdge, path: string, setting: string | null): Unit | null {
  const order = setting === 'Unit.Before' ? [edge.first, edge.second] : [edge.second, edge.first];
  return order.find((unit) => unit.fragmentPath === path || unit.dropInPaths.includes(path)) ?? null;
}

/** Works out changes that belong together: a file that two of them touch is changed twice. */
class Editor {
  readonly files = new Map<string, string>();
  readonly #context: FixContext;

  constructor(context: FixContext) {
    this.#context = context;
  }

  /** How to take a reason for an edge away; null when there is no way that keeps all else. */
  change(edge: CycleEdge, reason: Reason): FixChange | null {
    const { rule, at, setting } = reason;
    if (rule === 'directive') return at ? this.#withoutDirective(edge, at.path, at.line, at.column, setting) : null;
    if (rule === 'target-order') return this.#ordered(edge);
    return rule.endsWith('-default') ? this.#withoutDefaults(edge) : null;
  }

  #withoutDirective(edge: CycleEdge, path: string, line: number, column: number, setting: string | null): FixChange | null {
    if (setting !== 'Unit.After' && setting !== 'Unit.Before') return null;
    const unit = ownerOf(edge, path, setting);
    if (!unit) return null;
    const { overrideDirectory } = this.#context;
    const isOwn = path.startsWith(`${overrideDirectory}/`);
    const isFragment = unit.fragmentPath === path;
    const target = isOwn ? path : `${overrideDirectory}/${isFragment ? unit.id : `${unit.id}.d/${baseName(path)}`}`;
    const known = this.files.get(target);
    const text = known ?? this.#context.readFile(path);
    if (text === null) return null;
    // Places count in the file as it lies: an earlier change of the same file must not have moved the line.
    const changed = known === undefined ? withoutWord(text, line, column) : this.#again(text, path, line, column);
    if (!changed) return null;
    this.files.set(target, changed.text);
    const kind = isOwn ? 'edit' : isFragment ? 'override' : 'replace-drop-in';
    return {
      kind,
      unit,
      path: target,
      from: path,
      line: { number: line, before: changed.before, after: changed.after },
      text: changed.text,
    };
  }

  /** Changes a line again in a text that has been changed already: found by what stands there. */
  #again(text: string, path: string, line: number, column: number): ReturnType<typeof withoutWord> {
    const original = this.#context.readFile(path)?.split('\n')[line - 1];
    const word = original === undefined ? undefined : /^[^\s\\]+/.exec(original.slice(column - 1))?.[0];
    if (original === undefined || word === undefined) return null;
    const key = original.slice(0, original.indexOf('=') + 1);
    const lines = text.split('\n');
    for (const [i, candidate] of lines.entries()) {
      if (!candidate.startsWith(key)) continue;
      const at = candidate.split(/\s+|=/).includes(word) ? candidate.indexOf(word, key.length) : -1;
      if (at >= 0) return withoutWord(text, i + 1, at + 1);
    }
    return null;
  }

  /** A target is not ordered after a unit that is ordered after it. */
  #ordered(edge: CycleEdge): FixChange | null {
    const [unit, target] = edge.second.type === 'target' ? [edge.first, edge.second] : [edge.second, edge.first];
    return this.#dropIn(unit, [`After=${target.id}`]);
  }

  /** The default dependencies of a unit but one. */
  #withoutDefaults(edge: CycleEdge): FixChange | null {
    const owner = edge.dependencies.flatMap(({ dependency }): Unit[] => {
      if ((dependency.origin & DEFAULT) !== 0) return [edge.first];
      return (dependency.destination & DEFAULT) !== 0 ? [edge.second] : [];
    })[0];
    if (!owner) return null;
    const other = owner === edge.first ? edge.second : edge.first;
    const lines = ['DefaultDependencies=no'];
    for (const kind of RE_ADDED) {
      const kept = owner.dependencies(kind).filter((dependency) => {
        if (dependency.unit === other && (kind === 'Before' || kind === 'After')) return false;
        const isDefault = ({ rule }: Reason): boolean =>
          rule.endsWith('-default') || rule === 'target-order' || rule === 'timer-calendar';
        return dependency.reasons.some(isDefault) && dependency.reasons.every(isDefault);
      });
      if (kept.length > 0) lines.push(`${kind}=${kept.map(({ unit }) => unit.id).join(' ')}`);
    }
    return this.#dropIn(owner, lines);
  }

  #dropIn(unit: Unit, lines: readonly string[]): FixChange | null {
    if (parseUnitName(unit.id) === null) return null;
    const path = `${this.#context.overrideDirectory}/${unit.id}.d/50-break-cycle.conf`;
    const known = this.files.get(path) ?? '[Unit]\n';
    const text = known + lines.filter((line) => !known.split('\n').includes(line)).map((line) => `${line}\n`).join(''); // prettier-ignore
    this.files.set(path, text);
    return { kind: 'drop-in', unit, path, from: null, line: null, text };
  }
}

function classOf(changes: readonly FixChange[]): EdgeClass {
  if (changes.some(({ kind }) => kind === 'drop-in')) return 'rule';
  if (changes.some(({ unit }) => isStandardUnit(unit))) return 'standard';
  return changes.every(({ kind }) => kind === 'edit') ? 'administrator' : 'package';
}

const CLASS_RANK: Readonly<Record<EdgeClass, number>> = { administrator: 0, package: 1, rule: 2, standard: 3 };

interface Candidate {
  readonly edge: CycleEdge;
  readonly edgeClass: EdgeClass;
  readonly size: number;
  /** Is it in drop-ins alone? They were added to a unit that did without. */
  readonly isDropIn: boolean;
}

/** How many units are still in cycles without some edges. */
function stillCyclic(units: readonly Unit[], edges: readonly CycleEdge[], without: ReadonlySet<CycleEdge>): number {
  const index = new Map(units.map((unit, i) => [unit, i]));
  const adjacency: number[][] = units.map(() => []);
  for (const edge of edges) {
    if (!without.has(edge)) adjacency[index.get(edge.first) ?? 0]?.push(index.get(edge.second) ?? 0);
  }
  return cyclicComponents(adjacency).reduce((sum, component) => sum + component.length, 0);
}

/**
 * The edges that are to blame: taking them away breaks all cycles of the group. Those that a file says come before those that systemd
 * adds by rule, and both before those of standard units; then those that break more.
 *
 * @returns the edges to take away; null when there is no way
 */
function edgesToTakeAway(group: CycleGroup, candidates: readonly Candidate[], banned: ReadonlySet<CycleEdge>): Candidate[] | null {
  const taken = new Set<CycleEdge>();
  const result: Candidate[] = [];
  // Weighing each candidate means looking for cycles once more: in large groups just some are weighed.
  const weighed = Math.max(20, Math.floor(5_000_000 / (group.edges.length + 1)));
  while (result.length < STEPS_MAX) {
    if (stillCyclic(group.units, group.edges, taken) === 0) return result;
    const open = candidates.filter(({ edge }) => !taken.has(edge) && !banned.has(edge)).slice(0, weighed);
    const scored = open.map((candidate) => ({
      candidate,
      rank: Math.max(1, CLASS_RANK[candidate.edgeClass]),
      left: stillCyclic(group.units, group.edges, new Set([...taken, candidate.edge])),
    }));
    scored.sort(
      (a, b) =>
        a.rank - b.rank ||
        a.left - b.left ||
        CLASS_RANK[a.candidate.edgeClass] - CLASS_RANK[b.candidate.edgeClass] ||
        a.candidate.size - b.candidate.size ||
        Number(b.candidate.isDropIn) - Number(a.candidate.isDropIn) ||
        compareBytes(a.candidate.edge.second.id, b.candidate.edge.second.id) ||
        compareBytes(a.candidate.edge.first.id, b.candidate.edge.first.id),
    );
    const best = scored[0]?.candidate;
    if (!best) return null;
    taken.add(best.edge);
    result.push(best);
  }
  return null;
}

/** How to take an edge away: all its reasons have to go. */
function changesOf(editor: Editor, edge: CycleEdge): FixChange[] | null {
  const changes: FixChange[] = [];
  for (const reason of edge.reasons) {
    const change = editor.change(edge, reason);
    if (!change) return null;
    changes.push(change);
  }
  return changes.length > 0 ? changes : null;
}

/**
 * Works out the smallest change of files that breaks the cycles of a group. An ordering dependency cannot be taken back by a drop-in: the
 * file that has it must be changed or replaced; one that systemd adds by itself can be.
 *
 * @returns null when no change of files does it
 */
export function fixCycles(group: CycleGroup, context: FixContext): CycleFix | null {
  const candidates: Candidate[] = [];
  for (const edge of group.edges) {
    const changes = changesOf(new Editor(context), edge);
    if (changes)
      candidates.push({
        edge,
        edgeClass: classOf(changes),
        size: changes.length,
        isDropIn: changes.every(({ unit, from }) => from !== unit.fragmentPath),
      });
  }
  const banned = new Set<CycleEdge>();
  let first: CycleFix | null = null;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const chosen = edgesToTakeAway(group, candidates, banned);
    if (!chosen) break;
    const editor = new Editor(context);
    const steps = chosen.map(({ edge, edgeClass }) => ({ edge, edgeClass, changes: changesOf(editor, edge) ?? [] }));
    const { files } = editor;
    if (!context.rebuild || !context.check) return { steps, files, verified: 'not-tried' };
    if (steps.every(({ changes }) => changes.length > 0) && context.check(context.rebuild(files)))
      return { steps, files, verified: 'yes' };
    first ??= { steps, files, verified: 'no' };
    const worst = chosen.at(-1);
    if (!worst) break;
    banned.add(chosen[0]?.edge ?? worst.edge);
  }
  return first;
}
