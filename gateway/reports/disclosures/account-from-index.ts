import { reasonOf } from '../../audit/report/report-accesses.ts';
import { isPruned, unpackLeaves } from '../../audit/tree/batch.ts';
import { parseLeaf } from '../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { GatewayError } from '../../errors.ts';
import { readHead, type HeadOptions } from '../index/head-of-index.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { readEventPages } from '../index/read-event-pages.ts';
import { readDamaged } from '../index/report-from-index.ts';
import type { LedgerFacts } from '../ledger-facts.ts';
import { accountOf, type Account, type AccountSubject } from './account-of.ts';
import type { AccountedLeaf } from './read-disclosures.ts';

/** An accounting, and what it was drawn from. */
export interface DrawnAccount {
  readonly account: Account;
  readonly ledger: LedgerFacts;
  /** Leaves that were changed, or that the ledger doesn't bear out: what they said is not repeated. */
  readonly damaged: readonly number[];
}

/**
 * The accounting of a patient's disclosures from the leaves that the index finds about them, each proven.
 * Throws `REPORTS_UNAVAILABLE` for an index without a leaf.
 */
export async function accountFromIndex(
  index: ReportIndex,
  reader: LedgerReader,
  { subject, publicKey }: HeadOptions & { readonly subject: AccountSubject },
): Promise<DrawnAccount> {
  const head = await readHead(index, reader, { publicKey });
  if (head === null) throw new GatewayError('REPORTS_UNAVAILABLE');
  const { origin, size, root } = head;
  const damaged = new Set(await readDamaged(await index.database(), size));
  const account = await accountOf(
    leavesAbout(index, reader, {
      patient: subject.patient,
      size,
      publicKey,
      onRefused: (leaf) => damaged.add(leaf),
    }),
    subject,
  );
  return {
    account,
    ledger: { origin, size, root: root.toString('hex'), ...(await timesOf(reader)) },
    damaged: [...damaged].toSorted((one, other) => one - other),
  };
}

async function* leavesAbout(
  index: ReportIndex,
  reader: LedgerReader,
  {
    patient,
    size,
    publicKey,
    onRefused,
  }: HeadOptions & {
    readonly patient: string;
    readonly size: number;
    readonly onRefused: (leaf: number) => void;
  },
): AsyncGenerator<AccountedLeaf> {
  const order = { by: 'leaf', direction: 'asc' } as const;
  let last = -1;
  for await (const { events, refused } of readEventPages(index, reader, {
    filter: { patient },
    order,
    size,
    publicKey,
  })) {
    for (const { leaf, row } of events) {
      // Its other events are of the same leaf.
      if (row.leaf === last) continue;
      last = row.leaf;
      const reason = await reasonOf(reader, leaf);
      yield { leaf, index: row.leaf, isReleased: row.outcome !== 'unreleased', reason };
    }
    for (const { leaf } of refused) onRefused(leaf);
  }
}

/** When the first record that is still there was written, and the last one. */
async function timesOf(reader: LedgerReader): Promise<Pick<LedgerFacts, 'begins' | 'ends'>> {
  let begins: number | null = null;
  for await (const { batch } of reader.batches()) {
    const leaves = (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
    begins = timeIn(leaves.find((bytes) => !isPruned(bytes)));
    if (begins !== null) break;
  }
  for await (const { batch } of reader.newest()) {
    return {
      begins,
      ends: timeIn(batch === null ? undefined : unpackLeaves(batch.leaves)?.at(-1)),
    };
  }
  return { begins, ends: null };
}

function timeIn(bytes: Buffer | undefined): number | null {
  const at: unknown = bytes === undefined ? null : parseLeaf(bytes)?.at;
  return typeof at === 'number' ? at : null;
}
