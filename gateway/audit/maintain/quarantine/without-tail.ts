import type { LedgerReader } from '../../store/ledger-reader.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import type { ProvenEnd } from './find-proven-end.ts';

/** A view of a store without its tail, the batches after the proven end. Changes nothing. */
export function withoutTail(store: LedgerStore, end: ProvenEnd): LedgerStore {
  const { last } = end;
  return {
    ...store,
    ...provenPart((index) => store.holding(index), end),
    last: () => store.holding(last),
    lastOf: (keyId) => store.lastOf(keyId, last + 1),
    keyBatches: async () => (await store.keyBatches()).filter(({ first }) => first <= last),
    async hashesBetween(from) {
      const hashes = (await store.holding(last))?.hashes ?? Buffer.alloc(0);
      return Buffer.concat([await store.hashesBetween(from, last), hashes]);
    },
  };
}

/** The methods of a store that `compareRemembered` needs. */
export type ProvenPart = Pick<LedgerStore, 'head' | 'endingAt' | 'holding'>;

/** The same view of a reader. */
export function readProvenPart(reader: LedgerReader, end: ProvenEnd): ProvenPart {
  return provenPart(async (index) => (await reader.batchAt(index))?.batch ?? null, end);
}

function provenPart(find: LedgerStore['holding'], { last, head }: ProvenEnd): ProvenPart {
  // An added batch may claim to begin within the proven part.
  const holding: LedgerStore['holding'] = (index) => find(Math.min(index, last));
  return {
    head: () => Promise.resolve(head),
    holding,
    async endingAt(size) {
      const batch = await holding(size - 1);
      return batch?.size === size ? batch : null;
    },
  };
}
