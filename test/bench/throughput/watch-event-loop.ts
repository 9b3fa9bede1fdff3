import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/*
 * Loaded into each measured process by `--import`: on SIGUSR2 writes the longest delay of the event loop since the last
 * SIGUSR2, in milliseconds, to the file in `EVENT_LOOP_FILE`. A process with `PROFILED` exits at SIGTERM, since one that is
 * ended by the signal writes no profile.
 */
const RESOLUTION_MS = 5;
const file = process.env['EVENT_LOOP_FILE'];
if (isMainThread && file !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  process.on('SIGUSR2', () => {
    writeFileSync(file, String(Math.max(0, delay.max / 1e6 - RESOLUTION_MS)));
    delay.reset();
  });
}
if (isMainThread && process.env['PROFILED'] === 'true')
  process.once('SIGTERM', () => process.exit(0));
