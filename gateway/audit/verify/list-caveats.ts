import { printNumbers } from '../../platform/print-numbers.ts';
import type { AnchorUse, Verdict } from './verdict.ts';

/** What a verdict on a ledger of this size cannot exclude, as sentences. */
export function listCaveats(
  size: number,
  anchors: readonly AnchorUse[],
  {
    isPinned,
    hasWitnesses,
    unguardedStarts,
    witnessedStarts,
    prunedBy,
    withdrawn,
  }: {
    readonly isPinned: boolean;
    readonly hasWitnesses: boolean;
    /** Indexes of starts without a guard, and of those that witnesses confirmed. */
    readonly unguardedStarts: readonly number[];
    readonly witnessedStarts: readonly number[];
    /** Indexes of the leaves that record prunings. */
    readonly prunedBy: readonly number[];
    readonly withdrawn: Verdict['withdrawn'];
  },
): string[] {
  const present = anchors.filter(({ isLost }) => !isLost);
  /** The number of records that the anchors of a kind cover. */
  const coveredBy = (counts: (anchor: AnchorUse) => boolean) =>
    Math.max(0, ...present.filter((anchor) => counts(anchor)).map((use) => use.size));
  const witnessed = coveredBy(({ agrees, cosigned }) => agrees && cosigned.length > 0);
  const anchored = Math.max(
    witnessed,
    coveredBy(({ source }) => source === 'anchor'),
  );
  const guarded = Math.max(
    anchored,
    coveredBy(({ source }) => source === 'guard'),
  );
  const lines = [];
  if (!isPinned) {
    lines.push(
      'The key was taken from the ledger itself: a ledger rewritten with another key is not excluded.',
    );
  }
  if (hasWitnesses && witnessed < size) {
    lines.push(
      `From record ${witnessed} on, no given witness has cosigned the ledger: another version of it may have been published.`,
    );
  }
  if (anchored < guarded) {
    lines.push(
      `From record ${anchored} on, only the guard confirms the ledger: older copies of both are not excluded.`,
    );
  }
  if (unguardedStarts.length > 0) {
    lines.push(
      `The gateway was started without its guard at record ${unguardedStarts.join(', ')}: the ledger may have held other records before.`,
    );
  }
  if (prunedBy.length > 0) {
    lines.push(
      `Record ${prunedBy.join(', ')} pruned bodies: only its signer confirms that they were old enough and under no hold.`,
    );
  }
  for (const { by, leaves } of withdrawn) {
    lines.push(
      `The text stored for record ${printNumbers(leaves)} does not fit, as record ${by} states: whether it was stored wrongly or changed later is not known.`,
    );
  }
  if (witnessedStarts.length > 0) {
    lines.push(
      `The gateway was started without its guard at record ${witnessedStarts.join(', ')}, confirmed by witnesses: records that they had not cosigned may have been lost.`,
    );
  }
  for (const { source, origin, size: seen } of anchors.filter(({ isLost }) => isLost)) {
    lines.push(
      `The ${source} at ${seen} records of ${origin} covers lost records: it is not evidence for the records of the ledger.`,
    );
  }
  if (guarded < size) {
    lines.push(
      `Unanchored since record ${guarded}: with the signing key later records could have been changed, and without it removed.`,
    );
  }
  return lines;
}
