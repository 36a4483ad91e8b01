import { styleText } from 'node:util';
import { plainStyle, type Style } from '../index.js';
import { oneOf } from './option-value.js';
import type { Streams } from './streams.js';

/** The look of output: `--color`, NO_COLOR, FORCE_COLOR, `--charset` and the terminal decide. */
export function terminalStyle(flags: { readonly color?: string; readonly charset?: string }, streams: Streams): Style {
  const { environment } = streams;
  const wish = oneOf(flags.color ?? 'auto', 'color', ['auto', 'always', 'never']);
  // A variable that is empty counts as not set: locale(7).
  const locale = [environment.LC_ALL, environment.LC_CTYPE, environment.LANG].find((word) => word !== undefined && word !== '');
  const byLocale = locale === undefined || /utf-?8/i.test(locale) ? 'utf8' : 'ascii';
  const charset = oneOf(flags.charset ?? byLocale, 'charset', ['utf8', 'ascii']);
  const isForced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0';
  const isForbidden = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  const hasColor =
    wish === 'always' || (wish === 'auto' && !isForbidden && (isForced || (streams.isTerminal && environment.TERM !== 'dumb')));
  const plain = plainStyle(Math.max(40, Number(environment.COLUMNS) || streams.columns), charset === 'utf8');
  if (!hasColor) return plain;
  // Whether there are colours is decided above: standard output is not asked again.
  const set =
    (format: 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan') =>
    (text: string): string =>
      styleText(format, text, { validateStream: false });
  return {
    ...plain,
    bold: set('bold'),
    dim: set('dim'),
    red: set('red'),
    yellow: set('yellow'),
    green: set('green'),
    cyan: set('cyan'),
  };
}
