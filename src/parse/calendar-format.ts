import type { CalendarComponent, CalendarSpec } from './calendar.js';

const USEC = 1_000_000;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Writes a calendar event expression in its normal form, as `systemd-analyze calendar` prints it.
 *
 * @systemd src/shared/calendarspec.c calendar_spec_to_string
 */
export function formatCalendar(spec: CalendarSpec): string {
  const weekdays = spec.weekdays === null ? '' : `${formatWeekdays(spec.weekdays)} `;
  const date = `${formatField(spec.year, 4)}-${formatField(spec.month, 2)}${spec.endOfMonth ? '~' : '-'}${formatField(spec.day, 2)}`;
  const time = `${formatField(spec.hour, 2)}:${formatField(spec.minute, 2)}:${formatSeconds(spec.microsecond)}`;
  const zone = spec.utc ? 'UTC' : (spec.timeZone ?? spec.local?.name ?? '');
  return `${weekdays}${date} ${time}${zone === '' ? '' : ` ${zone}`}`;
}

/** Two days in a row are listed, three and more are a range. */
function formatWeekdays(bits: number): string {
  const parts: string[] = [];
  for (let from = 0; from < DAYS.length; from++) {
    if (!(bits & (1 << from))) continue;
    let to = from;
    while (bits & (1 << (to + 1))) to++;
    parts.push(to > from + 1 ? `${DAYS[from] ?? ''}..${DAYS[to] ?? ''}` : DAYS.slice(from, to + 1).join(','));
    from = to;
  }
  return parts.join(',');
}

function formatField(chain: readonly CalendarComponent[], width: number): string {
  if (chain.length === 0) return '*';
  const number = (value: number): string => String(value).padStart(width, '0');
  return chain
    .map(({ start, stop, repeat }) => {
      const range = stop === null || stop === 0 ? '' : `..${number(stop)}`;
      return number(start) + range + (repeat > 0 && !(range !== '' && repeat === 1) ? `/${repeat}` : '');
    })
    .join(',');
}

function formatSeconds(chain: readonly CalendarComponent[]): string {
  if (chain.length === 0) return '*';
  if (chain.some(({ start, stop, repeat }) => start === 0 && stop === null && repeat === USEC)) return '*';
  const fraction = (value: number): string => (value % USEC > 0 ? `.${String(value % USEC).padStart(6, '0')}` : '');
  const number = (value: number): string => String(Math.floor(value / USEC)).padStart(2, '0') + fraction(value);
  return chain
    .map(({ start, stop, repeat }) => {
      const range = stop === null || stop === 0 ? '' : `..${number(stop)}`;
      // A step is not padded; a range with a step of a second does without it.
      const step = repeat > 0 && !(range !== '' && repeat === USEC) ? `/${Math.floor(repeat / USEC)}${fraction(repeat)}` : '';
      return number(start) + range + step;
    })
    .join(',');
}
