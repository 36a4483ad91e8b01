/** What each key does; shown with `?`. */
export const KEYS: readonly (readonly [string, string])[] = [
  ['1 … 6', 'Pulls in, Order, Timeline, Cycle, What breaks, Units'],
  ['/', 'find a unit'],
  ['← ↑ → ↓', 'tree: go and open; graphs: along the edges and up and down; timeline and table: row by row'],
  ['Home, End, Page Up, Page Down', 'ends and pages of a list'],
  ['Enter', 'tree: open or close; graphs: the unit becomes the middle'],
  ['+  −  0', 'graphs and timeline: closer, farther, everything'],
  ['f', 'filter'],
  ['u', 'go to the panel of the unit'],
  ['r', 'start from the selected unit'],
  ['x', 'what if the selected unit fails'],
  ['b', 'take the last what-if back'],
  ['o', 'open a folder or archive of units'],
  ['e', 'export'],
  ['Alt ←, Alt →', 'back and forward'],
  ['Esc', 'close, or clear the selection'],
  ['?', 'this list'],
];
