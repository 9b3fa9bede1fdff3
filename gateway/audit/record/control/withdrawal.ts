import { controlRecord, MAX_LIST_LENGTH } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';
import type { AuditRecord } from '../record.ts';

/**
 * The records which state that the stored text of these leaves is not the text that they commit to, as many as needed. The
 * stored text stays, so that a verifier can confirm the statement.
 */
export function withdrawalRecords(
  leaves: readonly number[],
  reasonCommitment: string,
  at: number,
): AuditRecord[] {
  const texts: string[] = [];
  for (const leaf of leaves) {
    const text = texts.at(-1);
    if (text === undefined || text.length >= MAX_LIST_LENGTH) texts.push(String(leaf));
    else texts[texts.length - 1] = `${text} ${leaf}`;
  }
  return texts.map((withdrawn) =>
    controlRecord('log.withdraw', at, { leaves: withdrawn, reasonCommitment }),
  );
}

/** The leaves whose openings a leaf withdraws; none for any other leaf. */
export function withdrawalsIn({
  kind,
  details,
}: Pick<Leaf, 'kind' | 'details'>): readonly number[] {
  const leaves: unknown = kind === 'log.withdraw' ? details?.['leaves'] : null;
  if (typeof leaves !== 'string' || !/^\d{1,15}(?: \d{1,15})*$/.test(leaves)) return [];
  return leaves.split(' ').map(Number);
}
