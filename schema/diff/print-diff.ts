import type { Origin } from '../../directives/marks/graph.ts';
import { printable } from '../printable.ts';
import type { AcceptedChange, ChangeSubject, Review } from './accept-changes.ts';
import type { Change, Effect, GraphDiff } from './change.ts';
import { differenceText, settingText, unmatchedText } from './change-text.ts';

/** Formats a comparison for a terminal. `printOrigin` formats where an element is defined; null if that is unknown. */
export function printDiff(
  diff: GraphDiff,
  review: Review,
  printOrigin: (origin: Origin) => string | null,
): string {
  const { changes, settings, isFirstMarked, added, removed } = diff;
  const withEffect = (effect: Effect) => changes.filter((change) => change.effect === effect);
  const acceptedLines = (subject: ChangeSubject, indent: string) => {
    const entry = review.accepted.get(subject);
    return entry ? [`${indent}${acceptedText(entry)}`] : [];
  };
  const changeLines = ({ coordinate, effect, differences, origin }: Change) => {
    const where = printOrigin(origin);
    return [
      `${effect.toUpperCase()}  ${coordinate}${where === null ? '' : `   ${where}`}`,
      ...differences.flatMap((difference) => {
        const isOther = difference.effect !== effect;
        const text = `${differenceText(difference)}${isOther ? ` (${difference.effect})` : ''}`;
        return [`        ${text}`, ...acceptedLines(difference, '          ')];
      }),
    ];
  };
  const lines = [
    ...(isFirstMarked ? [`NOTE  ${FIRST_MARKED}`] : []),
    ...settings.flatMap((each) => [
      `${each.effect.toUpperCase()}  ${settingText(each)}`,
      ...acceptedLines(each, '        '),
    ]),
    ...[...withEffect('more'), ...withEffect('less')].flatMap(changeLines),
    ...added.flatMap((each) => [
      `NEW   ${unmatchedText(each)}`,
      ...acceptedLines(each, '        '),
    ]),
    ...removed.map((each) => `GONE  ${unmatchedText(each)}`),
    ...review.stale.map((each) => `STALE ${staleText(each)}`),
  ];
  return printable(
    `${[...lines, ...(lines.length > 0 ? [''] : []), summary(diff, review)].join('\n')}\n`,
  );
}

/** The number of changes, in one line. */
export function summary(
  { changes, settings, added, removed }: GraphDiff,
  { accepted, stale }: Review,
): string {
  const all = [...changes, ...settings];
  const count = (effect: Effect) => all.filter((each) => each.effect === effect).length;
  const open = added.filter(({ seenBy }) => seenBy === 'all').length;
  return [
    `${count('more')} to see more of`,
    `${count('less')} to see less of`,
    `${added.length} new (${open} open to every caller)`,
    `${removed.length} gone`,
    ...(accepted.size > 0 ? [`${accepted.size} accepted`] : []),
    ...(stale.length > 0 ? [`${stale.length} stale`] : []),
  ].join(', ');
}

/** What is compared if the old graph has no marks. */
export const FIRST_MARKED = 'the old graph has no marks: it is compared as open to every caller';

/** Who accepted a change, when and why. */
export function acceptedText({ by, date, reason }: AcceptedChange): string {
  return `accepted by ${by} on ${date}: ${reason}`;
}

/** An entry for a change that is not there. */
export function staleText({ at, change, by, date }: AcceptedChange): string {
  return `${at}   ${change}   accepted by ${by} on ${date}, but not a change between these graphs`;
}
