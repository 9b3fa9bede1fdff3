import type { Lookup } from '../operation/lookups.ts';
import { unreachedReason } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';
import { ALL_ROLES, UNREACHED } from '../operation/effective-roles.ts';
import { typeFacts } from './compile-program.ts';
import type { Failures } from './failures.ts';
import { ROOT_SCOPE } from './patient-scope.ts';
import { isRecord, ownerOf, type OwnerContext } from './owner.ts';
import type { Group, Owner, ReleasePlan } from './program.ts';

/** Whose records lookups found: what was fetched of them, and where that failed. */
export interface FoundIdentities {
  readonly data: unknown;
  readonly failures: Failures | undefined;
  /** Whether a failure says nothing of a record: a subgraph gave no answer at all. */
  readonly isUnanswered: boolean;
}

/** Why a lookup is refused: no record was found that a role reaches, or the patient denies the caller. */
export type LookupRefusal = 'reach' | 'consent';

/**
 * The lookups to refuse, by field occurrence: those that found no record which the caller reaches, be it that there
 * is none, that the subgraph failed on it, or that it is another's. All three are refused alike.
 */
export function authorizeLookups(
  plan: ReleasePlan,
  lookups: readonly Lookup[],
  { found, reach }: { readonly found: FoundIdentities; readonly reach: Reach },
): ReadonlyMap<number, LookupRefusal> {
  return new Map(
    lookups.flatMap((lookup): [number, LookupRefusal][] => {
      const refusal = judgeLookup(plan, lookup, { found, reach });
      return refusal === null ? [] : [[lookup.field, refusal]];
    }),
  );
}

function judgeLookup(
  plan: ReleasePlan,
  { on, innerPath }: Lookup,
  { found, reach }: { readonly found: FoundIdentities; readonly reach: Reach },
): LookupRefusal | null {
  let value = found.data;
  let { failures } = found;
  for (const key of innerPath) {
    value = isRecord(value) ? value[key] : null;
    failures = failures?.at(key);
  }
  if (failures && found.isUnanswered) return null;
  const group: Group = {
    members: [{ type: on, selections: [] }],
    innerPath,
    scope: ROOT_SCOPE,
    occurrences: [],
    capped: false,
    facts: new Map(),
  };
  const refusals = (Array.isArray(value) ? value : [value]).map((source: unknown, index) =>
    judgeObject(plan, { group, source, failures: listed(value, failures, index) }, reach),
  );
  if (refusals.includes(null)) return null;
  return refusals.includes('consent') ? 'consent' : 'reach';
}

function listed(
  value: unknown,
  failures: Failures | undefined,
  index: number,
): Failures | undefined {
  return Array.isArray(value) ? failures?.at(index) : failures;
}

function judgeObject(
  plan: ReleasePlan,
  at: {
    readonly group: Group;
    readonly source: unknown;
    readonly failures: Failures | undefined;
  },
  reach: Reach,
): LookupRefusal | null {
  const { group, source, failures } = at;
  if (!isRecord(source)) return 'reach';
  const facts = typeFacts(plan, group, String(source['__typename']));
  // What it is can't be said: release refuses it as such.
  if (!facts) return null;
  const owner = ownerOf(
    facts,
    { group, source, owner: ROOT, failures },
    { reach, ...PATIENT_ONLY },
  );
  return owner.rolesId === UNREACHED ? unreachedReason(reach, owner.patient) : null;
}

/** Whether ids are written as they have to be and are those that were asked for is for release to say. */
const PATIENT_ONLY: Omit<OwnerContext, 'reach'> = {
  isPatientId: () => true,
  boundPatients: new Map(),
  recordHash: () => null,
};

const ROOT: Owner = { patient: null, record: null, rolesId: ALL_ROLES, failed: false };
