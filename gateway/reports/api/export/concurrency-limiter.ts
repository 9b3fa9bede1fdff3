import { GatewayError } from '../../../platform/errors.ts';
import type { RunningExport } from './create-export-workers.ts';

/** ConcurrencyLimiter for exports that are being read. */
export interface ConcurrencyLimiter {
  /** Starts an export; closing it frees its place. Throws `EXPORTS_BUSY` without a free place. */
  take(who: string, start: () => RunningExport): RunningExport;
  /** Ends all running exports. */
  close(): Promise<void>;
}

/** Creates it for so many exports, one per caller. */
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
