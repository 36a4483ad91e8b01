// What crosses between the page and its worker: plain data only.
import type { PageData } from '../src/report/page-data.js';
import type { EdgeKind, UnitModel } from '../src/report/page-model.js';

export { EDGE_KINDS, FATES, type EdgeKind, type Fate, type UnitEntry } from '../src/report/page-model.js';

/** A line of a file. */
export interface PlaceEntry {
  readonly path: string;
  /** The file as the library names it; `path` is as the user gave it. */
  readonly file: string;
  readonly line: number;
}

/** Why a dependency exists. */
export interface ReasonEntry {
  readonly rule: string;
  /** The rule as a sentence. */
  readonly text: string;
  readonly manual: string;
  /** `Unit.After`; null for none. */
  readonly setting: string | null;
  readonly at: PlaceEntry | null;
}

/** One step of a cycle: `from` has to start before `to`. */
export interface CycleEdge {
  readonly from: string;
  readonly to: string;
  readonly reasons: readonly ReasonEntry[];
}

/** An ordering cycle of the request. */
export interface CycleEntry {
  /** In the order in which they would have to start. */
  readonly units: readonly string[];
  readonly edges: readonly CycleEdge[];
  /** Each way in which systemd may break it. */
  readonly outcomes: readonly CycleOutcome[];
  /** How to mend it, in words. */
  readonly fixes: readonly string[];
}

/** One way out of a cycle. */
export interface CycleOutcome {
  /** The units whose jobs are deleted. */
  readonly deleted: readonly string[];
  /** What is lost with them. */
  readonly lost: readonly string[];
}

/** A job on the timeline; times are milliseconds. */
export interface Span {
  readonly unit: number;
  readonly type: string;
  readonly installed: number;
  /** When no other job stood before it any more; for one that never ran, its end. */
  readonly runnable: number;
  /** null: it never ran. */
  readonly running: number | null;
  /** null: it did not end. */
  readonly finished: number | null;
  readonly result: string | null;
  /** Done with nothing done: a condition did not hold. */
  readonly isSkipped: boolean;
  /** Why it failed or was skipped, in a word or a condition; null where there is nothing to say. */
  readonly note: string | null;
  /** The job that it waited for last, or whose failure ended it: its place in `spans`; -1 for none. */
  readonly releaser: number;
  /** Until when the unit was active after the job; null: to the end; the same as `finished`: it was not. */
  readonly activeUntil: number | null;
  /** Was its time worked out from the graph, not measured or simulated? */
  readonly isInferred: boolean;
  /** How much later it may end before the root is later; null where the root does not wait for it. */
  readonly slack: number | null;
}

/** Jobs in time. Times count from the request, those of a measured boot from the start of the manager. */
export interface Timeline {
  readonly source: 'simulated' | 'measured';
  /** In the order in which they ended; those that did not end come last. */
  readonly spans: readonly Span[];
  /** When the first jobs were queued. */
  readonly begun: number;
  /** The units that set the time of the root, the first first. */
  readonly chain: readonly number[];
  /** What was taken for granted. */
  readonly assumptions: readonly string[];
  readonly end: number;
  /** Lines of the manager's log, warnings and worse first served. */
  readonly log: readonly { readonly at: number; readonly priority: number; readonly text: string }[];
}

/** Everything that views draw. */
export interface PageModel extends UnitModel {
  readonly title: string;
  readonly version: string;
  /** The root that was asked for, where another was started: the fallback. */
  readonly asked: string;
  readonly assumption: string | null;
  /** null: not looked for yet. */
  readonly cycles: readonly CycleEntry[] | null;
  /** Empty until `hasRun`: a run takes longer than all else, and only some views need it. */
  readonly timeline: Timeline;
  readonly hasRun: boolean;
  /** What-ifs that came to nothing, and why. */
  readonly notes: readonly string[];
  /** How long it took the worker, in milliseconds; null: it came with the page. */
  readonly took: number | null;
}

/** A line of a unit's files. */
export interface SettingLine {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
  /** false: a later line overrides it. */
  readonly counts: boolean;
}

/** A file of a unit. */
export interface FileDetail {
  readonly path: string;
  readonly isDropIn: boolean;
  /** The line of fstab, crypttab or an init script that it was made from. */
  readonly source: string | null;
  readonly lines: readonly SettingLine[];
}

/** One dependency of a unit. */
export interface DependencyEntry {
  readonly kind: string;
  readonly unit: string;
  readonly origins: readonly string[];
  readonly reasons: readonly ReasonEntry[];
}

/** A link of a chain that pulls a unit in. */
export interface ChainStep {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly reason: ReasonEntry | null;
}

/** A unit with all that is known of it. */
export interface UnitDetail {
  readonly id: string;
  readonly files: readonly FileDetail[];
  readonly dependencies: readonly DependencyEntry[];
  /** Why it is started: the shortest chains first, at most a few. Empty: it is not. */
  readonly chains: readonly (readonly ChainStep[])[];
  /** Why it is not started, in words; null where it is. */
  readonly whyNot: string | null;
}

/**
 * What a failure of a unit does to another. `fails`: its start fails with it. `stops`: it was up, and goes down. `lost`: nobody starts it any
 * more. `race`: fails or not, as it happens. `starts`: it is started because of the failure. `goes-on`: it only wanted what is broken. `waits`: it only
 * waited for it.
 */
export const BREAK_CLASSES = ['fails', 'stops', 'lost', 'race', 'starts', 'goes-on', 'waits'] as const;

/** One of them. */
export type BreakClass = (typeof BREAK_CLASSES)[number];

/** Who is touched by a failure. */
export interface BreakEntry {
  readonly unit: number;
  readonly class: BreakClass;
  /** Where it comes from: the unit that was broken before it. */
  readonly via: number;
  /** The dependency between the two, of whichever has it in its file; null where there is none: the manager's own doing. */
  readonly kind: EdgeKind | null;
  /** How its start job ended; null where it had none. */
  readonly result: string | null;
}

/** What becomes of the root in a run. */
export interface RootOutcome {
  readonly isReached: boolean;
  /** When its job ended, in milliseconds; null: it did not, or there was none. */
  readonly at: number | null;
  readonly result: string | null;
}

/** The blast radius of a unit. */
export interface Breaks {
  readonly unit: number;
  /** Does the unit get a job at all in the run without the failure? */
  readonly hasJob: boolean;
  /** In what way it was made to fail, in words; null where that does not go. */
  readonly how: string | null;
  /** How its own start job ended then: a service may be up for its dependents before its program fails. */
  readonly result: string | null;
  readonly before: RootOutcome;
  readonly after: RootOutcome;
  /** The targets of last resort that are up at the end of the run with the failure: emergency, rescue. */
  readonly refuges: readonly number[];
  readonly entries: readonly BreakEntry[];
}

/** A change that is tried in the page. */
export type WhatIf =
  | { readonly verb: 'fail' | 'mask' | 'enable' | 'disable'; readonly unit: string }
  | { readonly verb: 'delay'; readonly unit: string; readonly seconds: number }
  | { readonly verb: 'order' | 'unorder'; readonly unit: string; readonly after: string }
  | { readonly verb: 'edit'; readonly unit: string; readonly text: string };

/** A node of a layered layout. */
export interface LayoutNode {
  readonly width: number;
  readonly height: number;
}

/** What a layered layout is made of. */
export interface LayoutInput {
  readonly nodes: readonly LayoutNode[];
  /** Pairs: from, to. */
  readonly edges: readonly (readonly [number, number])[];
  readonly columnGap: number;
  readonly rowGap: number;
}

/** Where everything stands. Nodes by their upper left corner; an edge is a list of points x, y, x, y. */
export interface Layout {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly layer: readonly number[];
  readonly edges: readonly (readonly number[])[];
  readonly width: number;
  readonly height: number;
}

/** A run of the start, in time. Its units are places in `units`, which are ids: a run knows no model. */
export interface RunAnswer {
  readonly units: readonly string[];
  readonly timeline: Timeline;
  /** Why there is no run; null where there is one. */
  readonly problem: string | null;
  /** Milliseconds. */
  readonly took: number;
}

/** What the order of units is worked out from. */
export interface OrderInput {
  readonly units: readonly number[];
  /** Pairs, one after the other: a unit, another one that it is after. */
  readonly after: readonly number[];
  /** Units that are left out when very many wait for them. */
  readonly foldable: readonly number[];
  /** By place in `units`: only units of the same kind are put in one box. */
  readonly kinds: readonly string[];
  readonly fold: boolean;
}

/** The order of units, fit to be drawn: each edge goes from the unit that starts first. */
export interface OrderGraph {
  readonly units: readonly number[];
  /** Pairs of units. */
  readonly edges: readonly (readonly [number, number])[];
  /** Units that are left out because so many wait for them, with how many. */
  readonly hubs: readonly (readonly [number, number])[];
  /** How many edges there are before anything is left out. */
  readonly edgeCount: number;
}

/** The order, with the units that stand alike in it: the same before and after them. */
export interface OrderAnswer extends OrderGraph {
  readonly groups: readonly (readonly number[])[];
}

/** What a page works on: page data, or files that were dropped on it. */
export type Given =
  { readonly data: PageData } | { readonly files: readonly (readonly [string, DroppedFile])[]; readonly title: string };

/** What the page asks of its workers. */
export type Request =
  | { readonly type: 'take'; readonly given: Given }
  | { readonly type: 'open' | 'run'; readonly root: string | null; readonly whatIfs: readonly WhatIf[] }
  | { readonly type: 'rehearse'; readonly what: 'open' | 'run'; readonly root: string | null }
  | { readonly type: 'cycles' | 'file-states' }
  | { readonly type: 'detail' | 'breaks'; readonly unit: string }
  | { readonly type: 'order'; readonly input: OrderInput }
  | { readonly type: 'layout'; readonly input: LayoutInput };

/** A file that somebody dropped on the page. */
export type DroppedFile = { readonly bytes: Uint8Array; readonly mode: number } | { readonly link: string };

/** What a worker gives for each request. */
export interface Answers {
  readonly take: null;
  readonly rehearse: null;
  readonly open: PageModel;
  readonly run: RunAnswer;
  readonly cycles: readonly CycleEntry[];
  readonly 'file-states': readonly (string | null)[];
  readonly detail: UnitDetail | null;
  readonly breaks: Breaks;
  readonly order: OrderAnswer;
  readonly layout: Layout;
}

/** A message from the worker. */
export type Message =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string }
  | { readonly id: number; readonly progress: number; readonly text: string };
