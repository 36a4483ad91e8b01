import type { UnitType } from '../parse/unit-type-table.js';
import type { JobResult, JobType } from '../transaction/job-table.js';

type Messages = Readonly<Partial<Record<UnitType | 'oneshot' | 'default', string>>>;

const START: Messages = {
  default: 'Starting {s}...',
  mount: 'Mounting {s}...',
  swap: 'Activating swap {s}...',
  device: 'Expecting device {s}...',
};
const STOP: Messages = {
  default: 'Stopping {s}...',
  mount: 'Unmounting {s}...',
  swap: 'Deactivating swap {s}...',
  device: 'Waiting for device {s} to disappear...',
};

const STARTED: Readonly<Partial<Record<JobResult, Messages>>> = {
  done: {
    default: 'Started {s}.',
    oneshot: 'Finished {s}.',
    target: 'Reached target {s}.',
    socket: 'Listening on {s}.',
    mount: 'Mounted {s}.',
    automount: 'Set up automount {s}.',
    swap: 'Activated swap {s}.',
    device: 'Found device {s}.',
    slice: 'Created slice {s}.',
  },
  failed: {
    default: 'Failed to start {s}.',
    socket: 'Failed to listen on {s}.',
    mount: 'Failed to mount {s}.',
    automount: 'Failed to set up automount {s}.',
    swap: 'Failed to activate swap {s}.',
  },
  timeout: {
    default: 'Timed out starting {s}.',
    mount: 'Timed out mounting {s}.',
    swap: 'Timed out activating swap {s}.',
    device: 'Timed out waiting for device {s}.',
  },
  dependency: { default: 'Dependency failed for {s}.' },
  assert: { default: 'Assertion failed for {s}.' },
  unsupported: { default: 'Starting of {s} unsupported.' },
  collected: { default: 'Unnecessary job was removed for {s}.' },
  once: { default: 'Unit {s} has been started before and cannot be started again.' },
};
const STOPPED: Readonly<Partial<Record<JobResult, Messages>>> = {
  done: {
    default: 'Stopped {s}.',
    target: 'Stopped target {s}.',
    socket: 'Closed {s}.',
    mount: 'Unmounted {s}.',
    automount: 'Unset automount {s}.',
    swap: 'Deactivated swap {s}.',
    slice: 'Removed slice {s}.',
  },
  failed: {
    default: 'Stopped {s} with error.',
    service: 'Stopped (with error) {s}.',
    socket: 'Failed stopping {s}.',
    mount: 'Failed unmounting {s}.',
    automount: 'Failed to unset automount {s}.',
    swap: 'Failed deactivating swap {s}.',
  },
  timeout: {
    default: 'Timed out stopping {s}.',
    mount: 'Timed out unmounting {s}.',
    swap: 'Timed out deactivating swap {s}.',
  },
};
const RELOADED: Readonly<Partial<Record<JobResult, Messages>>> = {
  done: { default: 'Reloaded {s}.' },
  failed: { default: 'Reload failed for {s}.' },
  timeout: { default: 'Timed out reloading {s}.' },
};

/** The priorities of what is said at the end of a job. @systemd src/core/job.c job_done_messages */
export const RESULT_PRIORITY: Readonly<Record<JobResult, number>> = {
  done: 6,
  canceled: 6,
  invalid: 6,
  collected: 6,
  skipped: 5,
  dependency: 4,
  assert: 4,
  unsupported: 4,
  failed: 3,
  timeout: 3,
  once: 3,
};

const fill = (messages: Messages | undefined, type: UnitType, isOneshot: boolean, status: string): string | null => {
  const text = (isOneshot ? messages?.oneshot : undefined) ?? messages?.[type] ?? messages?.default;
  return text === undefined ? null : text.replace('{s}', () => status);
};

/**
 * What is said when a job begins to work; null when nothing is.
 *
 * @systemd src/core/job.c job_emit_start_message; the status_message_formats of the unit types
 */
export function beginMessage(job: JobType, type: UnitType, status: string): string | null {
  switch (job) {
    case 'start':
      return fill(START, type, false, status);
    case 'stop':
    case 'restart':
      return fill(STOP, type, false, status);
    case 'reload':
      return fill({ default: 'Reloading {s}...' }, type, false, status);
    default:
      return null;
  }
}

/**
 * What is said when a job ended; null when nothing is.
 *
 * @param isOneshot is it a service with Type=oneshot?
 * @systemd src/core/job.c job_get_done_message_format
 */
export function endMessage(
  job: JobType,
  result: JobResult,
  unit: { readonly type: UnitType; readonly isOneshot: boolean; readonly status: string },
): string | null {
  switch (job) {
    case 'start':
      return fill(STARTED[result], unit.type, unit.isOneshot, unit.status);
    case 'stop':
    case 'restart':
      return fill(STOPPED[result], unit.type, false, unit.status);
    case 'reload':
      return fill(RELOADED[result], unit.type, false, unit.status);
    case 'verify-active':
      return result === 'skipped' ? fill({ default: '{s} is inactive.' }, unit.type, false, unit.status) : null;
    case 'nop':
      return null;
  }
}

/**
 * How the manager calls a unit in sentences for people.
 *
 * @param format StatusUnitFormat=: `name`, `description`, or `combined`, Debian's own
 * @systemd src/core/unit.c unit_status_string
 */
export function statusString(id: string, description: string, format: string): string {
  if (description === '' || description === id || format === 'name') return id;
  return format === 'description' ? description : `${id} - ${description}`;
}
