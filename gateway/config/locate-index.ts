import type { LedgerLocation } from '../audit/store/ledger-location.ts';
import { indexAt, indexBeside, type IndexLocation } from '../reports/index/index-location.ts';

/** What a configuration says of the ledger and its index. */
interface IndexSections {
  readonly audit: { readonly location: LedgerLocation };
  readonly admin: { readonly index: LedgerLocation | null } | null;
}

/** Where the report index lies: beside the ledger unless it is said, and never in the ledger's own file. */
export function locateIndex(
  { audit: { location }, admin }: IndexSections,
  refuse: (problem: string) => void,
): IndexLocation | null {
  if (admin === null) return null;
  if (admin.index === null) return indexBeside(location);
  const isLedger =
    admin.index.kind === 'sqlite' &&
    location.kind === 'sqlite' &&
    admin.index.path === location.path;
  if (isLedger) refuse('is the ledger itself. Name another file, or leave it out');
  return indexAt(admin.index);
}
