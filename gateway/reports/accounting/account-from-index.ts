import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { IndexHeadOptions } from '../index/index-head.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { ENGLISH } from '../messages/english.ts';
import type { ContentMessages } from '../messages/messages.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import { accountOf, type Account, type AccountSubject } from './account-of.ts';
import { openPatientLeaves } from './patient-leaves.ts';

/** An accounting, and the facts about its ledger. */
export interface IndexedAccount {
  readonly account: Account;
  readonly ledger: LedgerFacts;
  /** Leaves that were changed or that the ledger does not prove. Their disclosures are not listed. */
  readonly damaged: readonly number[];
}

/**
 * Draws up the accounting of a patient's disclosures from the leaves that the index finds about the patient, each proven.
 * Throws `REPORTS_UNAVAILABLE` for an index without a leaf.
 */
export async function accountFromIndex(
  index: ReportIndex,
  reader: LedgerReader,
  {
    subject,
    publicKey,
    words = ENGLISH.content,
  }: IndexHeadOptions & { readonly subject: AccountSubject; readonly words?: ContentMessages },
): Promise<IndexedAccount> {
  const { patient } = subject;
  const opened = await openPatientLeaves(index, reader, { filter: { patient }, publicKey });
  const account = await accountOf(opened.leaves, subject, words);
  return { account, ledger: opened.ledger, damaged: opened.damaged() };
}
