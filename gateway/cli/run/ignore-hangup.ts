import type { Log } from '../../platform/log.ts';

/**
 * Keeps a process alive that is sent SIGHUP, by which supervisors ask for the configuration to be loaded anew.
 * It can't do that yet, and says so.
 */
export function ignoreHangup(log: Log): void {
  process.on('SIGHUP', (signal) => {
    log.warn('signal ignored, since configuration is loaded at the start alone', { signal });
  });
}
