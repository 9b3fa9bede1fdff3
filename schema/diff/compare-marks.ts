import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy, Requirement } from '../../directives/policy/policy.ts';
import type { Difference } from './change.ts';

/**
 * Compares the marks of an element apart from its views. Differences have the effect `more` (less protected) or
 * `less` (more protected):
 * - An element that is no longer PHI, or that loses a category: `more` if some caller sees it, because records, purposes
 *   of use and consent depend on categories. One that becomes PHI or gains a category: `less`.
 * - Any change of a pseudonym's category: `more` if some caller sees the element.
 * - Any change of a `@patient` path or a `@key`: `more`, because it can move values between roles that reach all patients
 *   and roles that reach some.
 */
export function compareMarks(
  at: Coordinate,
  {
    before,
    after,
    isSeen,
  }: { readonly before: Policy; readonly after: Policy; readonly isSeen: boolean },
): readonly Difference[] {
  const old = before.requirements.get(at);
  const now = after.requirements.get(at);
  const recorded = [...compareRecords(old, now), ...comparePseudonyms(old, now)];
  return [
    ...recorded.map((each): Difference => (isSeen ? each : { ...each, effect: 'less' })),
    ...differs('patient', patientOf(before, at), patientOf(after, at)),
    ...differs('key', recordKeyOf(before, at), recordKeyOf(after, at)),
  ];
}

function compareRecords(
  old: Requirement | undefined,
  now: Requirement | undefined,
): readonly Difference[] {
  if (old?.phi === true && now?.phi !== true) {
    return [{ kind: 'record', effect: 'more', before: old.categories.join(' '), after: null }];
  }
  if (old?.phi !== true && now?.phi === true) {
    return [{ kind: 'record', effect: 'less', before: null, after: now.categories.join(' ') }];
  }
  const lost = (old?.categories ?? []).filter((each) => !now?.categories.includes(each));
  const gained = (now?.categories ?? []).filter((each) => !old?.categories.includes(each));
  return [
    ...lost.map((each): Difference => ({
      kind: 'category',
      effect: 'more',
      before: each,
      after: null,
    })),
    ...gained.map((each): Difference => ({
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
): readonly Difference[] {
  if (old?.method !== 'PSEUDONYM' || now?.method !== 'PSEUDONYM') return [];
  return differs('pseudonym', old.methodCategory, now.methodCategory);
}

function patientOf(policy: Policy, at: Coordinate): string | null {
  if (policy.patientInputs.has(at)) return '@patient';
  return policy.patients.get(at)?.join('.') ?? null;
}

/** The record key of an entity, and whether the ledger contains its values or hashes. */
function recordKeyOf(policy: Policy, at: Coordinate): string | null {
  const key = policy.recordKeys.get(at);
  return key?.isHashed === true ? `${key.fields} (hashed)` : (key?.fields ?? null);
}

function differs(
  kind: 'pseudonym' | 'patient' | 'key',
  before: string | null,
  after: string | null,
): readonly Difference[] {
  return before === after ? [] : [{ kind, effect: 'more', before, after }];
}
