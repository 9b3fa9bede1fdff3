import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { isoTime } from '../../../platform/iso-time.ts';
import type { AccountEntry, AccountSubject } from '../../accounting/account-of.ts';
import { accountFromIndex } from '../../accounting/account-from-index.ts';
import { LEFT_OUT_REASONS } from '../../accounting/left-out-reasons.ts';
import type { LeftOut } from '../../messages/messages.ts';
import { keysOf } from '../../catalog/filter-spec.ts';
import { awaitIndex } from '../../index/await-index.ts';
import { prunedTexts } from '../../accounting/ledger-facts.ts';
import type { ReportIndex } from '../../index/open-index.ts';

/** An accounting, as `Account` of `admin.graphql`. */
export interface AccountAnswer {
  readonly patient: string;
  /** ISO 8601, as all times. */
  readonly since: string;
  readonly until: string;
  readonly entries: readonly AccountEntry[];
  readonly leftOut: readonly {
    readonly reason: LeftOut;
    readonly text: string;
    readonly count: number;
  }[];
  readonly damaged: readonly number[];
  readonly begins: string | null;
  readonly ends: string | null;
  readonly pruned: readonly string[];
}

/** The longest time that an accounting waits for the index to read the latest records, ms. */
const PATIENCE_MS = 3_000;

/** Creates an accounting of the ledger as it is now. */
export async function answerAccount(
  subject: AccountSubject,
  {
    index,
    reader,
    publicKey,
  }: {
    readonly index: ReportIndex;
    readonly reader: LedgerReader;
    readonly publicKey: string | null;
  },
): Promise<AccountAnswer> {
  await awaitIndex(index, reader, PATIENCE_MS);
  const { account, ledger, damaged } = await accountFromIndex(index, reader, {
    subject,
    publicKey,
  });
  return {
    patient: account.patient,
    since: isoTime(account.since),
    until: isoTime(account.until),
    entries: account.entries,
    leftOut: keysOf(LEFT_OUT_REASONS).map((reason) => ({
      reason,
      text: LEFT_OUT_REASONS[reason],
      count: account.leftOut[reason],
    })),
    damaged,
    begins: ledger.begins === null ? null : isoTime(ledger.begins),
    ends: ledger.ends === null ? null : isoTime(ledger.ends),
    pruned: prunedTexts(ledger),
  };
}
