/** How the last run of a service ended. @systemd src/core/service.h ServiceResult */
export type ServiceResult =
  | 'success'
  | 'resources'
  | 'protocol'
  | 'timeout'
  | 'exit-code'
  | 'signal'
  | 'core-dump'
  | 'watchdog'
  | 'start-limit-hit'
  | 'oom-kill'
  | 'exec-condition';

/**
 * Is a service started again by itself after a result?
 *
 * @param restart the word of Restart=
 * @systemd src/core/service.c service_shall_restart
 */
export function restartsBy(restart: string, result: ServiceResult): boolean {
  switch (restart) {
    case 'always':
      return result !== 'exec-condition';
    case 'on-success':
      return result === 'success';
    case 'on-failure':
      return result !== 'success' && result !== 'exec-condition';
    case 'on-abnormal':
      return result !== 'success' && result !== 'exit-code' && result !== 'exec-condition';
    case 'on-watchdog':
      return result === 'watchdog';
    case 'on-abort':
      return result === 'signal' || result === 'core-dump';
    default:
      return false;
  }
}
