import type { LedgerLocation } from '../audit/store/ledger-location.ts';
import { indexAt, indexBeside, type IndexLocation } from '../reports/index/index-location.ts';

/** What a configuration says of the ledger and its index. */
interface IndexSections {
  readonly audit: {
    readonly location: LedgerLocation;
    readonly key: string | null;
    readonly guard: string | null;
    readonly checkpoint: string | null;
  };
  readonly admin: { readonly index: LedgerLocation | null } | null;
}

/**
 * Where the report index lies: beside the ledger unless it is said, and never in one of the ledger's own files,
 * which building it anew would replace.
 */
export function locateIndex(
  { audit, admin }: IndexSections,
  refuse: (problem: string) => void,
): IndexLocation | null {
  if (admin === null) return null;
  const { index } = admin;
  if (index === null) return indexBeside(audit.location);
  if (index.kind === 'sqlite' && filesOf(audit).includes(index.path)) {
    const isLedger = audit.location.kind === 'sqlite' && index.path === audit.location.path;
    refuse(
      `is ${isLedger ? 'the ledger itself' : 'a file of the ledger'}. Name another file, or leave it out`,
    );
  }
  return indexAt(index);
}

function filesOf({ location, key, guard, checkpoint }: IndexSections['audit']): readonly string[] {
  const named = [key, guard, checkpoint].flatMap((path) => path ?? []);
  if (location.kind !== 'sqlite') return named;
  return [...named, ...['', '-wal', '-shm', '.key', '.guard'].map((end) => location.path + end)];
}
