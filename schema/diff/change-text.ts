import { entitlementText, type Entitlement } from '../views/entitlement.ts';
import { shownText } from '../views/shown.ts';
import type { Difference, SettingChange, Through, UnmatchedElement } from './change.ts';

/** A difference in a few words, such as `nurse: none → full   reach: care-team`. */
export function differenceText(difference: Difference): string {
  return `${changeText(difference)}${throughText(difference)}`;
}

function changeText(difference: Difference): string {
  const { before, after } = difference;
  switch (difference.kind) {
    case 'view':
      return `${callerText(difference.entitlements)}: ${shownText(difference.before)} → ${shownText(difference.after)}`;
    case 'record':
      return before === null
        ? `now PHI: recorded as ${after ?? ''}`
        : `no longer PHI: not recorded (was ${before})`;
    case 'category':
      return before === null ? `also ${after ?? ''}` : `no longer ${before}`;
    case 'pseudonym':
      return `pseudonyms of another category: ${arrow(before, after)}`;
    case 'date format':
      return `dates in another format: ${arrow(before, after)}`;
    case 'patient':
      return `whose record: ${arrow(before, after)}: ${difference.effect === 'more' ? 'other roles may reach it' : 'only roles that reach the patient see it'}`;
    case 'key':
      return `@key: ${arrow(before, after)}${difference.effect === 'more' ? ': an entity does not inherit the patient of the object above' : ''}`;
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
export function unmatchedText({ coordinate, seenBy, through, isPhi }: UnmatchedElement): string {
  const who =
    typeof seenBy === 'string'
      ? SEEN_BY[seenBy]
      : through.length > 0
        ? through.map(roleText).join(', ')
        : 'several roles together';
  return `${coordinate}   ${isPhi ? 'PHI; ' : ''}seen by ${who}`;
}

const SEEN_BY = { all: 'every caller', none: 'no caller' } as const;

/** By which roles a caller sees more, and which patients they reach. */
function throughText({ kind, through }: Difference): string {
  if (kind !== 'view') {
    return through.length === 0 ? '' : `   seen by ${through.map(roleText).join(', ')}`;
  }
  const reaches = through.flatMap(({ role, reach }) =>
    reach === null ? [] : [through.length === 1 ? reach : `${role} ${reach}`],
  );
  return reaches.length === 0 ? '' : `   reach: ${reaches.join(', ')}`;
}

function roleText({ role, reach }: Through): string {
  return reach === null ? role : `${role} (${reach})`;
}

function callerText(entitlements: readonly Entitlement[]): string {
  return entitlements.length === 0
    ? 'callers without a role'
    : entitlements.map(entitlementText).join(' + ');
}

function arrow(before: string | null, after: string | null): string {
  return `${before ?? 'none'} → ${after ?? 'none'}`;
}
