import { readVerifier } from '../../../../gateway/audit/tree/signed-note.ts';
import type { VerifyThreads } from '../../../../gateway/audit/verify/inspect-ahead.ts';
import { inspectBatch } from '../../../../gateway/audit/verify/inspect-batch.ts';

/** Inspects batches as threads do, without starting any. */
export const INSPECTED: VerifyThreads = {
  bytesWithoutThreads: 0,
  chunksAhead: 2,
  startPool: () => ({
    inspect: (parts, keys) => {
      const verifiers = keys.flatMap((key) => readVerifier(key) ?? []);
      return Promise.resolve(parts.map((part) => inspectBatch(part, verifiers)));
    },
    close: () => Promise.resolve(),
  }),
};
