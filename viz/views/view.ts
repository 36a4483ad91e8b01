import type { ModelIndex } from '../model.js';
import type { Breaks, Layout, LayoutInput, OrderAnswer, OrderInput, UnitDetail } from '../protocol.js';
import type { State, ViewName } from '../store.js';

/** What a view is given to draw from. */
export interface ViewContext {
  readonly state: State;
  readonly model: ModelIndex;
  /** The selected unit; -1 for none. */
  readonly selected: number;
  /** A bar above the view for its own controls; empty when `render` is called. */
  readonly tools: HTMLElement;
  /** Does a unit pass the filters? */
  passes(unit: number): boolean;
  /**
   * Selects a unit.
   *
   * @param isStep one of many steps, as with arrow keys: no entry in the history
   */
  select(unit: number, isStep?: boolean): void;
  set(patch: Partial<State>): void;
  /** Draws the view again: for what it keeps to itself. */
  redraw(): void;
  order(input: OrderInput): Promise<OrderAnswer>;
  layout(input: LayoutInput): Promise<Layout>;
  /** Call it after drawing what was waited for: focus goes back to where it was. */
  drawn(): void;
  breaks(unit: number): Promise<Breaks>;
  detail(unit: number): Promise<UnitDetail | null>;
  /** Has something else been drawn since? Ask after waiting. */
  isStale(): boolean;
  /** The sentence above the view; read aloud when it changes. */
  say(sentence: string): void;
}

/** One sign of the legend. `swatch` names a CSS class of a small drawing. */
export interface LegendItem {
  readonly swatch: 'solid' | 'dashed' | 'dotted' | 'bar' | 'thin' | 'hatched' | 'box' | 'dashed-box' | 'text';
  readonly tone?: 'fail' | 'race' | 'goes-on' | 'require' | 'wait' | 'chain';
  readonly sign?: string;
  readonly text: string;
}

/** What comes after a model, as it takes longer: `model.hasRun`, `model.cycles`, the file states of units. */
export type ViewNeed = 'run' | 'cycles' | 'file-states';

/** One way to look at the units. */
export interface View {
  readonly name: ViewName;
  readonly title: string;
  /** The question that it answers. */
  readonly question: string;
  /** Is it drawn again when this is known? */
  readonly needs?: ViewNeed;
  render(container: HTMLElement, context: ViewContext): void;
  legend(context: ViewContext): readonly LegendItem[];
}
