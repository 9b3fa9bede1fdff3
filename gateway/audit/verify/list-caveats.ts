import { printNumbers } from './check-openings.ts';
import type { AnchorUse, Verdict } from './verdict.ts';

/** What a verdict on a ledger of this size cannot exclude, a sentence each. */
export function listCaveats(
  size: number,
  anchors: readonly AnchorUse[],
  {
    isPinned,
    hasWitnesses,
    unguarded,
    prunedBy,
    withdrawn,
    witnessed: onTheirWord,
  }: {
    readonly isPinned: boolean;
    readonly hasWitnesses: boolean;
    readonly unguarded: readonly number[];
    readonly prunedBy: readonly number[];
    readonly withdrawn: Verdict['withdrawn'];
    readonly witnessed: readonly number[];
  },
): string[] {
  const present = anchors.filter(({ isLost }) => !isLost);
  const reach = (counts: (anchor: AnchorUse) => boolean) =>
    Math.max(0, ...present.filter((anchor) => counts(anchor)).map((use) => use.size));
  const witnessed = reach(({ agrees, cosigned }) => agrees && cosigned.length > 0);
  const anchored = Math.max(
    witnessed,
    reach(({ source }) => source === 'anchor'),
  );
  const guarded = Math.max(
    anchored,
    reach(({ source }) => source === 'guard'),
  );
  const lines = [];
  if (!isPinned) {
    lines.push(
      'The key was taken from the ledger itself: a ledger rewritten with another key is not excluded.',
    );
  }
  if (hasWitnesses && witnessed < size) {
    lines.push(
      `From record ${witnessed} on no given witness has seen the ledger: others may have been shown another one.`,
    );
  }
  if (anchored < guarded) {
    lines.push(
      `From record ${anchored} on only the guard vouches: older copies of both it and the ledger are not excluded.`,
    );
  }
  if (unguarded.length > 0) {
    lines.push(
      `The gateway was started without its guard at record ${unguarded.join(', ')}: other records may have stood there before.`,
    );
  }
  if (prunedBy.length > 0) {
    lines.push(
      `Bodies are gone by record ${prunedBy.join(', ')}: that they were as old as they are said to have been, and that no hold was for them, rests on whoever signed it.`,
    );
  }
  for (const { by, leaves } of withdrawn) {
    lines.push(
      `The text beside record ${printNumbers(leaves)} does not fit, as record ${by} says: that it was stored wrongly and not tampered with is not known.`,
    );
  }
  if (onTheirWord.length > 0) {
    lines.push(
      `The gateway was started without its guard at record ${onTheirWord.join(', ')}, on the word of witnesses: records that these had not seen yet may have stood there before.`,
    );
  }
  for (const { source, origin, size: seen } of anchors.filter(({ isLost }) => isLost)) {
    lines.push(
      `The ${source} at ${seen} records of ${origin} saw what was lost: it says nothing about the records that stand there now.`,
    );
  }
  if (guarded < size) {
    lines.push(
      `Unanchored since record ${guarded}: whoever holds the signing key could have changed later records, and anybody could have cut them off.`,
    );
  }
  return lines;
}
