import type { Origin } from '../../directives/marks/graph.ts';
import { grantText, type Grant } from '../views/grant.ts';
import { printable } from '../printable.ts';
import { shownText } from '../views/shown.ts';
import type { Change, Difference, Effect, GraphDiff, Lone, SettingChange } from './change.ts';

/** A comparison as text for a terminal; `place` says where something is written. */
export function printDiff(diff: GraphDiff, place: (origin: Origin) => string | null): string {
  const { changes, settings, added, removed } = diff;
  const of = (effect: Effect) => changes.filter((change) => change.effect === effect);
  const lines = [
    ...settings.map((each) => `${each.effect.toUpperCase()}  ${settingText(each)}`),
    ...[...of('more'), ...of('less')].flatMap((change) => changeLines(change, place)),
    ...added.map((each) => `NEW   ${loneText(each)}`),
    ...removed.map((each) => `GONE  ${loneText(each)}`),
  ];
  return printable(`${[...lines, ...(lines.length > 0 ? [''] : []), summary(diff)].join('\n')}\n`);
}

/** How much there is to look at, in one line. */
export function summary({ changes, settings, added, removed }: GraphDiff): string {
  const all = [...changes, ...settings];
  const count = (effect: Effect) => all.filter((each) => each.effect === effect).length;
  const open = added.filter(({ seenBy }) => seenBy === 'everybody').length;
  return [
    `${count('more')} to see more of`,
    `${count('less')} to see less of`,
    `${added.length} new (${open} open to everybody)`,
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
        ? `PHI now: recorded as ${after ?? ''}`
        : `no PHI any more: not recorded (was ${before})`;
    case 'category':
      return before === null ? `also ${after ?? ''}` : `not ${before} any more`;
    case 'pseudonym':
      return `pseudonyms are those of another category: ${arrow(before, after)}`;
    case 'patient':
      return `whose record: ${arrow(before, after)}: other roles than before may reach it`;
    case 'key':
      return `@key: ${arrow(before, after)}: objects of an entity decide for themselves whose they are`;
    default:
      return difference satisfies never;
  }
}

/** A changed setting in a few words. */
export function settingText({ setting, before, after }: SettingChange): string {
  return before === null || after === null
    ? `${setting}: is another one, to be looked at`
    : `${setting}: ${before} → ${after}`;
}

/** Who sees a lone element, in a few words. */
export function loneText({ coordinate, seenBy, isPhi }: Lone): string {
  const who =
    typeof seenBy === 'string'
      ? seenBy
      : seenBy.length > 0
        ? seenBy.join(', ')
        : 'several roles together';
  return `${coordinate}   ${isPhi ? 'PHI; ' : ''}seen by ${who}`;
}

function changeLines(
  { coordinate, effect, differences, origin }: Change,
  place: (origin: Origin) => string | null,
): readonly string[] {
  const where = place(origin);
  return [
    `${effect.toUpperCase()}  ${coordinate}${where === null ? '' : `   ${where}`}`,
    ...differences.map((difference) => {
      const isOther = difference.effect !== effect;
      return `        ${differenceText(difference)}${isOther ? ` (${difference.effect})` : ''}`;
    }),
  ];
}

function callerText(grants: readonly Grant[]): string {
  return grants.length === 0 ? 'anybody' : grants.map(grantText).join(' + ');
}

function arrow(before: string | null, after: string | null): string {
  return `${before ?? 'none'} → ${after ?? 'none'}`;
}
