import { GatewayError } from '../../../platform/errors.ts';
import type { RunningExport } from './create-export-workers.ts';

/** Limits how many exports are read at a time, in total and per caller. */
export interface ConcurrencyLimiter {
  /** Starts an export of a caller; closing it frees its place. Throws `EXPORTS_BUSY` without a free place. */
  take(caller: string, start: () => RunningExport): RunningExport;
  /** Ends all running exports. */
  close(): Promise<void>;
}

/** Creates a limiter for `count` exports, one per caller. */
export function createConcurrencyLimiter(count: number): ConcurrencyLimiter {
  const taken = new Map<string, RunningExport>();
  return {
    take(caller, start) {
      if (taken.has(caller)) throw busy('One is being sent to you.');
      if (taken.size >= count) throw busy(`At most ${count} are sent at a time.`);
      const started = start();
      const close = async () => {
        // Closed twice, the place may meanwhile belong to the caller's next export.
        if (taken.get(caller) === counted) taken.delete(caller);
        await started.close();
      };
      const counted: RunningExport = { ...started, close };
      taken.set(caller, counted);
      return counted;
    },
    async close() {
      await Promise.all([...taken.values()].map((running) => running.close()));
    },
  };
}

function busy(problem: string): GatewayError {
  return new GatewayError('EXPORTS_BUSY', { problems: [problem] });
}
