import type { LedgerReader } from '../../../../gateway/audit/store/ledger-reader.ts';

/** A reader that counts the batches that it was asked for. */
export function counted(reader: LedgerReader) {
  let asked = 0;
  const batchAt = (leaf: number) => {
    asked += 1;
    return reader.batchAt(leaf);
  };
  return { reader: { ...reader, batchAt }, asked: () => asked };
}
