import { simplifyPath } from '../base/path.js';
import { parseCalendar } from '../parse/calendar.js';
import { parseStatusOrSignal } from '../parse/exit-status.js';
import { isInterfaceName } from '../parse/interface-name.js';
import { parseNetlinkAddress, parseSocketAddress, type ListenAddress } from '../parse/listen-address.js';
import { parseInteger } from '../parse/number.js';
import { parseTimeSpan } from '../parse/time-span.js';
import { WORD_RULES } from '../parse/words.js';
import { PATH_LENGTH_MAX, type Line, type Rule } from './interpret-line.js';
import type { LoadError } from './load-state-table.js';

const UNIT_PATH = { lengthMax: PATH_LENGTH_MAX } as const;

/** `/run/x` for `/var/run/x`, which Debian mentions for files below /etc only. @systemd src/core/load-fragment.c patch_var_run */
function withoutVarRun(line: Line, path: string): string {
  if (!path.startsWith('/var/run/')) return path;
  const newPath = `/run/${path.slice('/var/run/'.length)}`;
  if (line.filePath.startsWith('/etc/')) line.report('legacy-var-run', { key: line.key, path, newPath });
  return newPath;
}

// Bus names: dots between elements that do not begin with a digit; unique names begin with a colon.
function isBusName(name: string): boolean {
  if (name.length > 255) return false;
  const isUnique = name.startsWith(':');
  const elements = (isUnique ? name.slice(1) : name).split('.');
  const element = isUnique ? /^[A-Za-z0-9_-]+$/ : /^[A-Za-z_-][A-Za-z0-9_-]*$/;
  return elements.length >= 2 && elements.every((part) => element.test(part));
}

const LISTEN_TYPES: Readonly<Record<string, ListenAddress['type']>> = {
  ListenStream: 'stream',
  ListenDatagram: 'datagram',
  ListenSequentialPacket: 'seqpacket',
  ListenFIFO: 'fifo',
  ListenSpecial: 'special',
  ListenNetlink: 'netlink',
  ListenMessageQueue: 'mqueue',
  ListenUSBFunction: 'usb',
};

function listenPath(line: Line, type: ListenAddress['type'], text: string): void {
  const path = line.checkPath(text);
  if (path === null) return;
  // Only this one of them is told to leave /var/run.
  const current = type === 'fifo' ? withoutVarRun(line, path) : path;
  addListener(line, { type, family: 'file', address: current, path: type === 'mqueue' ? null : current });
}

function addListener(line: Line, address: ListenAddress): void {
  line.append(address, 0, line.value, 'Socket.Listen');
}

/** Rules of settings that belong to one type of unit. */
export const TYPE_RULES = {
  statusList(line) {
    if (line.resetWhenEmpty()) return;
    const statuses: number[] = [];
    const signals: string[] = [];
    void line.words(WORD_RULES.bare, 'invalid-syntax', (word) => {
      const found = parseStatusOrSignal(word.text);
      if (found === null)
        line.report(
          'wrong-value',
          { what: 'value', value: word.text, hint: 'an exit status is 0 to 255 or a name, a signal is a name such as SIGTERM' },
          word.offset,
        );
      else if ('status' in found) statuses.push(found.status);
      else signals.push(found.signal);
    });
    if (statuses.length + signals.length > 0) line.append({ statuses, signals });
  },
  busName(line) {
    const name = line.expand(line.value, 0, { quote: '' });
    if (name === null) return;
    if (isBusName(name)) line.set(name);
    else line.report('invalid-value', { what: 'bus name', value: name, hint: 'a bus name is such as org.example.Name' });
  },
  pidFile(line): LoadError | undefined {
    if (line.value === '') {
      line.reset();
      return undefined;
    }
    const expanded = line.expand(line.value);
    if (expanded === null) return undefined;
    const { context } = line;
    const runtime = context.isUser ? context.specifiers.value('t') : '/run';
    const absolute = expanded.startsWith('/') ? expanded : `${typeof runtime === 'string' ? runtime : '/run'}/${expanded}`;
    const path = line.checkPath(absolute);
    if (path === null) return 'EINVAL';
    line.set(withoutVarRun(line, path));
    return undefined;
  },
  listen(line) {
    if (line.value === '') {
      line.reset('Socket.Listen');
      return;
    }
    const type = LISTEN_TYPES[line.key];
    const text = line.expand(line.value, 0, UNIT_PATH);
    if (text === null || type === undefined) return;
    if (type === 'fifo' || type === 'special' || type === 'mqueue' || type === 'usb') {
      listenPath(line, type, text);
      return;
    }
    const address = type === 'netlink' ? parseNetlinkAddress(text) : parseSocketAddress(withoutVarRun(line, text));
    if ('error' in address) line.report('wrong-address', { value: text, error: address.error });
    else if (type === 'seqpacket' && address.family !== 'unix' && address.family !== 'abstract')
      line.report('address-family-not-supported', { value: line.value });
    else {
      const path = address.path === null ? null : simplifyPath(address.path);
      addListener(line, { ...address, type, path });
    }
  },
  bindToDevice(line) {
    if (line.value === '' || line.value === '*') {
      line.reset();
      return;
    }
    if (isInterfaceName(line.value)) line.set(line.value);
    else
      line.report('invalid-value', { what: 'interface name', value: line.value, hint: 'name a network interface, such as eth0' });
  },
  descriptorName(line) {
    if (line.resetWhenEmpty()) return;
    const name = line.expand(line.value);
    if (name === null) return;
    if (/^[\x20-\x39\x3b-\x7e]{0,255}$/.test(name)) line.set(name);
    else
      line.report('invalid-value', {
        what: 'file descriptor name',
        value: name,
        hint: 'a name has no colon and no control character',
      });
  },
  ipTos(line) {
    if (line.resetWhenEmpty()) return;
    const isWord = /^(low-delay|throughput|reliability|low-cost)$/.test(line.value);
    if (isWord || typeof parseInteger(line.value, 0, 255) === 'number') line.set(line.value);
    else
      line.report('wrong-value', {
        what: 'IP TOS value',
        value: line.value,
        hint: 'one of low-delay, throughput, reliability, low-cost, or 0 to 255',
      });
  },
  swapPriority(line) {
    if (line.resetWhenEmpty()) return;
    const hint = 'a priority is -1 to 32767';
    const value = parseInteger(line.value, -0x8000_0000, 0x7fff_ffff);
    if (typeof value === 'string') line.report('invalid-quoted-value', { what: 'swap priority', value: line.value, hint });
    else if (value < -1) line.report('swap-priority-reserved', { value: line.value });
    else if (value > 32767) line.report('out-of-range', { what: 'Swap priority', value: line.value, hint });
    else line.set(value);
  },
  timer(line) {
    if (line.value === '') {
      line.reset('Timer.Values');
      return;
    }
    const text = line.expand(line.value);
    if (text === null) return;
    const isCalendar = line.key === 'OnCalendar';
    const calendar = isCalendar ? parseCalendar(text, line.context.timeZones) : null;
    const span = isCalendar ? null : parseTimeSpan(text);
    if (calendar !== null) line.append({ base: line.key, calendar, text }, 0, line.value, 'Timer.Values');
    else if (span !== null) line.append({ base: line.key, span, text }, 0, line.value, 'Timer.Values');
    else
      line.report('wrong-value', {
        what: isCalendar ? 'calendar specification' : 'timer value',
        value: text,
        hint: isCalendar ? 'write a time such as Mon *-*-* 03:00:00' : 'write a number and a unit, such as 5min',
      });
  },
  pathSpec(line) {
    if (line.value === '') {
      line.reset('Path.Specs');
      return;
    }
    const text = line.expand(line.value, 0, { ...UNIT_PATH, quote: '' });
    const path = text === null ? null : line.checkPath(text);
    if (path !== null) line.append({ type: line.key, path }, 0, line.value, 'Path.Specs');
  },
} as const satisfies Record<string, Rule>;
