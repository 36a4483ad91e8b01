import type { ServiceSettings } from './service-settings.js';
import type { ServiceState } from './service-state.js';

/** How processes are ended when their time is over. */
export type TimeoutMode = ServiceSettings['startFailureMode'];

/** What is done in a state when its time is over. */
interface Ending {
  readonly text: string;
  /** Which of the two rounds of signals comes next. */
  readonly phase: 'stop' | 'final';
  readonly mode: (settings: ServiceSettings) => TimeoutMode;
}

const byStart = (settings: ServiceSettings): TimeoutMode => settings.startFailureMode;
const byStop = (settings: ServiceSettings): TimeoutMode => settings.stopFailureMode;
/** What did not end by the first signal gets a stronger one. */
const harder = ({ stopFailureMode }: ServiceSettings): TimeoutMode => (stopFailureMode === 'abort' ? 'abort' : 'kill');
const kill = (): TimeoutMode => 'kill';

const start = (state: ServiceState): Ending => ({ text: `${state} operation timed out.`, phase: 'stop', mode: byStart });
const later = (state: ServiceState, phase: Ending['phase'], mode: Ending['mode']): Ending => ({
  text: `State '${state}' timed out.`,
  phase,
  mode,
});

/** The states whose processes are ended when their time is over. @systemd src/core/service.c service_dispatch_timer */
export const TIMEOUT_TABLE: Readonly<Partial<Record<ServiceState, Ending>>> = {
  condition: start('condition'),
  'start-pre': start('start-pre'),
  start: start('start'),
  'start-post': start('start-post'),
  stop: { text: 'Stopping timed out.', phase: 'stop', mode: byStop },
  'stop-watchdog': later('stop-watchdog', 'stop', kill),
  'stop-sigterm': later('stop-sigterm', 'stop', harder),
  'stop-post': later('stop-post', 'final', byStop),
  'final-watchdog': later('final-watchdog', 'final', kill),
  'final-sigterm': later('final-sigterm', 'final', harder),
};
