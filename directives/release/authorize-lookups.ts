import type { FieldIndex, SelectedField } from '../operation/selection.ts';
import type { Lookup } from '../operation/lookups.ts';
import { unreachedReason } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';
import { ROLES_REACHING_ALL, UNREACHED } from '../operation/effective-roles.ts';
import { typeFacts } from './compile-program.ts';
import { decideMarks } from './decide-view.ts';
import type { Failures } from './failures.ts';
import { NO_PATIENT_LINK } from './patient-link.ts';
import { isRecord, ownerOf, ROOT_OWNER, type OwnerContext } from './owner.ts';
import type { MergedSelections, RecordMark, ReleasePlan } from './program.ts';

/** The fetched identities of the records that lookups found. */
export interface FoundIdentities {
  /** The fetched data, in which each lookup has an inner path. */
  readonly data: unknown;
  readonly failures: Failures | undefined;
  /** Whether a subgraph gave no response at all, so that its failures reveal nothing about records. */
  readonly isUnanswered: boolean;
}

/** Why a lookup is refused: it found no record that a role reaches, or the patient denies the caller. */
export type LookupRefusal = 'reach' | 'consent';

/**
 * The lookups to refuse, by field occurrence: those that found no record within the caller's reach. A missing record, a
 * failed subgraph and a record of an unreached patient are refused alike.
 */
export function authorizeLookups(
  plan: ReleasePlan,
  lookups: readonly Lookup[],
  { found, reach }: { readonly found: FoundIdentities; readonly reach: Reach },
): ReadonlyMap<FieldIndex, LookupRefusal> {
  return new Map(
    lookups.flatMap((lookup): [FieldIndex, LookupRefusal][] => {
      const refusal = authorizeLookup(plan, lookup, { found, reach });
      return refusal === null ? [] : [[lookup.field.index, refusal]];
    }),
  );
}

function authorizeLookup(
  plan: ReleasePlan,
  { field, on, innerPath }: Lookup,
  { found, reach }: { readonly found: FoundIdentities; readonly reach: Reach },
): LookupRefusal | null {
  let value = found.data;
  let { failures } = found;
  for (const key of innerPath) {
    value = isRecord(value) ? value[key] : null;
    failures = failures?.at(key);
  }
  if (failures && found.isUnanswered) return null;
  const merged: MergedSelections = {
    parts: [{ type: on, selections: [] }],
    innerPath,
    patientLink: NO_PATIENT_LINK,
    deidentifiedAbove: false,
    marks: [markOfLookup(plan, field)],
    weight: 0,
    facts: new Map(),
  };
  const refusals = itemsOf({ fetched: value, failures }).map((item) =>
    authorizeObject(plan, { merged, ...item }, reach),
  );
  if (refusals.includes(null)) return null;
  return refusals.includes('consent') ? 'consent' : 'reach';
}

/** A fetched value and the failures below it. */
interface FetchedValue {
  readonly fetched: unknown;
  readonly failures: Failures | undefined;
}

/** The items of a list and of lists in it; any other value alone. */
function itemsOf({ fetched, failures }: FetchedValue): readonly FetchedValue[] {
  if (!Array.isArray(fetched)) return [{ fetched, failures }];
  return fetched.flatMap((item: unknown, index) =>
    itemsOf({ fetched: item, failures: failures?.at(index) }),
  );
}

function authorizeObject(
  plan: ReleasePlan,
  at: FetchedValue & { readonly merged: MergedSelections },
  reach: Reach,
): LookupRefusal | null {
  const { merged, fetched, failures } = at;
  if (!isRecord(fetched)) return 'reach';
  const facts = typeFacts(plan, merged, String(fetched['__typename']));
  // The type is unknown. Release refuses the object.
  if (!facts) return null;
  const owner = ownerOf(
    facts,
    { merged, fetched, parentOwner: ROOT_OWNER, failures },
    { reach, ...PATIENT_ONLY },
  );
  if (owner.rolesId === UNREACHED) return unreachedReason(reach, owner.patient);
  const { keptOut } = decideMarks(plan.decisions, merged.marks, owner.rolesId);
  if (keptOut === null) return null;
  return keptOut.reason === 'consent' ? 'consent' : 'reach';
}

/** Whether a caller who reaches all patients may see no record that a lookup finds, unless by further roles. */
export function isKeptFromAll(plan: ReleasePlan, { field }: Lookup): boolean {
  const marks = [markOfLookup(plan, field)];
  return decideMarks(plan.decisions, marks, ROLES_REACHING_ALL).keptOut !== null;
}

function markOfLookup({ recordInputs }: ReleasePlan, field: SelectedField): RecordMark {
  return {
    parent: field.parent.name,
    occurrences: [field],
    inputs: recordInputs.get(field.index) ?? [],
    recordedPhi: null,
  };
}

/** Only the patient is determined here. Release then checks the form of its id and compares it with bound patients. */
const PATIENT_ONLY: Omit<OwnerContext, 'reach'> = {
  isPatientId: () => true,
  boundPatients: new Map(),
  recordHash: () => null,
};
