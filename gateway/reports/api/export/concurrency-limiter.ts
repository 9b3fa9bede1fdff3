import { GatewayError } from '../../../platform/errors.ts';
import type { RunningExport } from './create-export-workers.ts';

/** ConcurrencyLimiter for exports that are being read. */
export interface ConcurrencyLimiter {
  /** Starts an export in a place, which its close gives back. Throws `EXPORTS_BUSY` where there is none. */
  take(who: string, start: () => RunningExport): RunningExport;
  /** Ends all that are being read. */
  close(): Promise<void>;
}

/** So many places, one for each caller. */
export function createConcurrencyLimiter(count: number): ConcurrencyLimiter {
  const taken = new Map<string, RunningExport>();
  return {
    take(who, start) {
      if (taken.has(who)) throw busy('One is being sent to you.');
      if (taken.size >= count) throw busy(`At most ${count} are sent at a time.`);
      const thread = start();
      const close = async () => {
        if (taken.get(who) === held) taken.delete(who);
        await thread.close();
      };
      const held: RunningExport = { ...thread, close };
      taken.set(who, held);
      return held;
    },
    async close() {
      await Promise.all([...taken.values()].map((thread) => thread.close()));
    },
  };
}

function busy(problem: string): GatewayError {
  return new GatewayError('EXPORTS_BUSY', { problems: [problem] });
}
