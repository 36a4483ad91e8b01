import type { Finding, FindingSink } from '../diagnostic/finding.js';
import type { CalendarZones } from '../parse/calendar-zones.js';
import type { Place } from '../parse/place.js';
import type { SpecifierContext } from '../parse/specifier.js';
import type { UnitType } from '../parse/unit-type-table.js';
import type { LoadError } from './load-state-table.js';

/** Something in a unit file that the loader must act on at once, in the order of the lines. */
export interface Reference {
  /** `Unit.After`, `Service.Sockets`, `Timer.Unit`, `Service.Slice`, `Unit.RequiresMountsFor`, ... */
  readonly setting: string;
  /** A dependency kind (`Requires` also for RequiresOverridable=), or `Sockets`, `Unit`, `Service`, `Slice`, `RequiresMountsFor`. */
  readonly kind: string;
  /** A valid unit name, specifiers expanded; may still be a template. For RequiresMountsFor the simplified absolute path. */
  readonly name: string;
  readonly at: Place;
  /** The word as it is written. */
  readonly word: string;
  /** Only for `Unit`, whose text is not looked at where a unit is triggered already: what there is to say of it. `name` is empty where it is no name. */
  readonly problems?: readonly Finding[];
}

/** What the meaning of a line depends on besides the line. */
export interface InterpretContext {
  /** The name under which the unit is being loaded. */
  readonly unitName: string;
  readonly type: UnitType;
  readonly fragmentPath: string | null;
  readonly isUser: boolean;
  /** A fatal value in a drop-in ends only this file. */
  readonly isDropIn: boolean;
  readonly specifiers: SpecifierContext;
  /** What calendar event expressions may name. */
  readonly timeZones: CalendarZones;
  /** The fragment that a name would be loaded from, for the guard against endless templates; null if none. */
  readonly findFragment: (name: string) => string | null;
  readonly sink: FindingSink;
}

/** The line at which systemd refuses a file. */
export interface FatalValue {
  readonly error: LoadError;
  readonly line: number;
}
