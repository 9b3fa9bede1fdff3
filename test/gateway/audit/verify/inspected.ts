import { readVerifier } from '../../../../gateway/audit/tree/signed-note.ts';
import type { Effort } from '../../../../gateway/audit/verify/inspect-ahead.ts';
import { inspectBatch } from '../../../../gateway/audit/verify/inspect-batch.ts';

/** Inspects batches as threads do, without starting any. */
export const INSPECTED: Effort = {
  aloneBytes: 0,
  ahead: 2,
  startPool: () => ({
    inspect: (parts, keys) => {
      const verifiers = keys.flatMap((key) => readVerifier(key) ?? []);
      return Promise.resolve(parts.map((part) => inspectBatch(part, verifiers)));
    },
    close: () => Promise.resolve(),
  }),
};
