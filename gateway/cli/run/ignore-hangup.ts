import type { Log } from '../../platform/log.ts';

/**
 * Logs SIGHUP instead of ending the process. Supervisors send it to have the configuration loaded again, which the gateway does
 * not support.
 */
export function ignoreHangup(log: Log): void {
  process.on('SIGHUP', (signal) => {
    log.warn('signal ignored, since configuration is loaded at the start alone', { signal });
  });
}
