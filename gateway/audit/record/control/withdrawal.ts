import { controlRecord } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';
import type { AuditRecord } from '../record.ts';

/** A leaf holds 64 KiB; more than this of them goes into a further one. */
const MAX_TEXT = 48 * 1024;

/**
 * The records that say of these leaves that what lies beside the tree is not the text that they commit to, as many
 * as it takes. It stays where it is, for a verifier to see that this is so.
 */
export function withdrawalRecords(
  leaves: readonly number[],
  reasonCommitment: string,
  at: number,
): AuditRecord[] {
  const texts: string[] = [];
  for (const leaf of leaves) {
    const text = texts.at(-1);
    if (text === undefined || text.length >= MAX_TEXT) texts.push(String(leaf));
    else texts[texts.length - 1] = `${text} ${leaf}`;
  }
  return texts.map((withdrawn) =>
    controlRecord('log.withdraw', at, { leaves: withdrawn, reasonCommitment }),
  );
}

/** The leaves whose openings a leaf says are withdrawn; none where it isn't such a leaf. */
export function withdrawalsIn({
  kind,
  details,
}: Pick<Leaf, 'kind' | 'details'>): readonly number[] {
  const leaves: unknown = kind === 'log.withdraw' ? details?.['leaves'] : null;
  if (typeof leaves !== 'string' || !/^\d{1,15}(?: \d{1,15})*$/.test(leaves)) return [];
  return leaves.split(' ').map(Number);
}
