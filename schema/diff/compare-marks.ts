import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy, Requirement } from '../../directives/policy/policy.ts';
import type { DifferenceKind } from './change.ts';

/**
 * Compares the marks of an element apart from its views. Differences have the effect `more` (less protected) or
 * `less` (more protected):
 * - An element that is no longer PHI, or that loses a category: `more` if some caller sees it, because records, purposes
 *   of use and consent depend on categories. One that becomes PHI or gains a category: `less`.
 * - Any change of a pseudonym's category: `more` if some caller sees the element.
 * - Any change of the format of a date scalar: `more` if some caller sees the element.
 * - Any change of a `@patient` path or a `@key`: `more`, because it can move values between roles that reach all patients
 *   and roles that reach some. A first `@patient` or `@key` where no mark protected a value before, and a record key whose
 *   values are hashed from now on: `less`.
 */
export function compareMarks(
  at: Coordinate,
  {
    before,
    after,
    isSeen,
    wasMarkedBelow,
  }: {
    readonly before: Policy;
    readonly after: Policy;
    readonly isSeen: boolean;
    /** Whether marks protected a value whose patient this element can decide. */
    readonly wasMarkedBelow: (at: Coordinate) => boolean;
  },
): readonly DifferenceKind[] {
  const old = before.requirements.get(at);
  const now = after.requirements.get(at);
  const recorded = [
    ...compareRecords(old, now),
    ...comparePseudonyms(old, now),
    ...compareDateFormats(old, now),
  ];
  return [
    ...recorded.map((each): DifferenceKind => (isSeen ? each : { ...each, effect: 'less' })),
    ...differs('patient', patientOf(before, at), patientOf(after, at)),
    ...differs('key', recordKeyOf(before, at), recordKeyOf(after, at)),
  ].map((each) => {
    const isLess = isOnlyHashed(each) || (isFirstBinding(each) && !wasMarkedBelow(at));
    return isLess ? { ...each, effect: 'less' } : each;
  });
}

function isFirstBinding({ kind, before }: DifferenceKind): boolean {
  return (kind === 'patient' || kind === 'key') && before === null;
}

/** Whether a record key is the same, and its values are hashed from now on. */
function isOnlyHashed({ kind, before, after }: DifferenceKind): boolean {
  return kind === 'key' && before !== null && after === `${before}${HASHED}`;
}

function compareRecords(
  old: Requirement | undefined,
  now: Requirement | undefined,
): readonly DifferenceKind[] {
  if (old?.phi === true && now?.phi !== true) {
    return [{ kind: 'record', effect: 'more', before: old.categories.join(' '), after: null }];
  }
  if (old?.phi !== true && now?.phi === true) {
    return [{ kind: 'record', effect: 'less', before: null, after: now.categories.join(' ') }];
  }
  const lost = (old?.categories ?? []).filter((each) => !now?.categories.includes(each));
  const gained = (now?.categories ?? []).filter((each) => !old?.categories.includes(each));
  return [
    ...lost.map((each): DifferenceKind => ({
      kind: 'category',
      effect: 'more',
      before: each,
      after: null,
    })),
    ...gained.map((each): DifferenceKind => ({
      kind: 'category',
      effect: 'less',
      before: null,
      after: each,
    })),
  ];
}

/** Within one category equal values have equal pseudonyms, so another category lets callers link other values. */
function comparePseudonyms(
  old: Requirement | undefined,
  now: Requirement | undefined,
): readonly DifferenceKind[] {
  if (old?.method !== 'PSEUDONYM' || now?.method !== 'PSEUDONYM') return [];
  return differs('pseudonym', old.methodCategory, now.methodCategory);
}

/** A value that is read in another format can be shown as something else than its year. */
function compareDateFormats(
  old: Requirement | undefined,
  now: Requirement | undefined,
): readonly DifferenceKind[] {
  if (old?.method !== 'YEAR' || now?.method !== 'YEAR') return [];
  return differs('date format', old.dateFormat, now.dateFormat);
}

function patientOf(policy: Policy, at: Coordinate): string | null {
  if (policy.patientInputs.has(at)) return '@patient';
  return policy.patients.get(at)?.join('.') ?? null;
}

/** The record key of an entity, and whether the ledger contains its values or hashes. */
function recordKeyOf(policy: Policy, at: Coordinate): string | null {
  const key = policy.recordKeys.get(at);
  return key?.isHashed === true ? `${key.fields}${HASHED}` : (key?.fields ?? null);
}

const HASHED = ' (hashed)';

function differs(
  kind: 'pseudonym' | 'date format' | 'patient' | 'key',
  before: string | null,
  after: string | null,
): readonly DifferenceKind[] {
  return before === after ? [] : [{ kind, effect: 'more', before, after }];
}
