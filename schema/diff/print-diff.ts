import type { Origin } from '../../directives/marks/graph.ts';
import { grantText, type Grant } from '../views/grant.ts';
import { printable } from '../printable.ts';
import { shownText } from '../views/shown.ts';
import type {
  Change,
  Difference,
  Effect,
  GraphDiff,
  UnmatchedElement,
  SettingChange,
} from './change.ts';

/** Formats a comparison for a terminal. `printOrigin` formats where an element is defined; null if that is unknown. */
export function printDiff(diff: GraphDiff, printOrigin: (origin: Origin) => string | null): string {
  const { changes, settings, added, removed } = diff;
  const withEffect = (effect: Effect) => changes.filter((change) => change.effect === effect);
  const lines = [
    ...settings.map((each) => `${each.effect.toUpperCase()}  ${settingText(each)}`),
    ...[...withEffect('more'), ...withEffect('less')].flatMap((change) =>
      changeLines(change, printOrigin),
    ),
    ...added.map((each) => `NEW   ${unmatchedText(each)}`),
    ...removed.map((each) => `GONE  ${unmatchedText(each)}`),
  ];
  return printable(`${[...lines, ...(lines.length > 0 ? [''] : []), summary(diff)].join('\n')}\n`);
}

/** The number of changes, in one line. */
export function summary({ changes, settings, added, removed }: GraphDiff): string {
  const all = [...changes, ...settings];
  const count = (effect: Effect) => all.filter((each) => each.effect === effect).length;
  const open = added.filter(({ seenBy }) => seenBy === 'all').length;
  return [
    `${count('more')} to see more of`,
    `${count('less')} to see less of`,
    `${added.length} new (${open} open to every caller)`,
    `${removed.length} gone`,
  ].join(', ');
}

/** A difference in a few words, such as `nurse: none → full`. */
export function differenceText(difference: Difference): string {
  const { before, after } = difference;
  switch (difference.kind) {
    case 'view':
      return `${callerText(difference.grants)}: ${shownText(difference.before)} → ${shownText(difference.after)}`;
    case 'record':
      return before === null
        ? `now PHI: recorded as ${after ?? ''}`
        : `no longer PHI: not recorded (was ${before})`;
    case 'category':
      return before === null ? `also ${after ?? ''}` : `no longer ${before}`;
    case 'pseudonym':
      return `pseudonyms of another category: ${arrow(before, after)}`;
    case 'patient':
      return `patient: ${arrow(before, after)}: other roles may reach it`;
    case 'key':
      return `@key: ${arrow(before, after)}: an entity does not inherit the patient of the object above`;
    default:
      return difference satisfies never;
  }
}

/** A changed setting in a few words. */
export function settingText({ setting, before, after }: SettingChange): string {
  return before === null || after === null
    ? `${setting}: changed, review it`
    : `${setting}: ${before} → ${after}`;
}

/** The callers who see an element of one graph only, in a few words. */
export function unmatchedText({ coordinate, seenBy, isPhi }: UnmatchedElement): string {
  const who =
    typeof seenBy === 'string'
      ? SEEN_BY[seenBy]
      : seenBy.length > 0
        ? seenBy.join(', ')
        : 'several roles together';
  return `${coordinate}   ${isPhi ? 'PHI; ' : ''}seen by ${who}`;
}

const SEEN_BY = { all: 'every caller', none: 'no caller' } as const;

function changeLines(
  { coordinate, effect, differences, origin }: Change,
  printOrigin: (origin: Origin) => string | null,
): readonly string[] {
  const where = printOrigin(origin);
  return [
    `${effect.toUpperCase()}  ${coordinate}${where === null ? '' : `   ${where}`}`,
    ...differences.map((difference) => {
      const isOther = difference.effect !== effect;
      return `        ${differenceText(difference)}${isOther ? ` (${difference.effect})` : ''}`;
    }),
  ];
}

function callerText(grants: readonly Grant[]): string {
  return grants.length === 0 ? 'any caller' : grants.map(grantText).join(' + ');
}

function arrow(before: string | null, after: string | null): string {
  return `${before ?? 'none'} → ${after ?? 'none'}`;
}
