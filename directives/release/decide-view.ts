import { memberCoordinate } from '../coordinate.ts';
import { highestView, viewOf, type Decisions } from '../operation/authorize.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, type RolesId } from '../operation/effective-roles.ts';
import { haveOwnPatients } from '../operation/runtime-types.ts';
import type { SelectedField } from '../operation/selection.ts';
import type { Policy, View } from '../policy/policy.ts';
import { linkOfValue, requiredRolesIds, type PatientLink } from './patient-link.ts';
import type {
  KeptOut,
  RecordedFields,
  RecordedPhi,
  RecordMark,
  ReleasePlan,
  TypeFacts,
} from './program.ts';

/** The objects that a view holds for: those of one runtime type, for one set of effective roles. */
export interface ViewedObjects {
  readonly facts: TypeFacts;
  readonly rolesId: RolesId;
}

/**
 * The view of a field on these objects: the highest of its occurrences under one response key. Each is as high as its
 * coordinate and the concrete type's allow. Of the two, an interface's is higher only where unmarked fields are denied:
 * `Node.note` has the marks of its implementers, and `Visit.note` can have none.
 */
export function decideView(
  plan: ReleasePlan,
  objects: ViewedObjects,
  occurrences: readonly SelectedField[],
): View {
  const { schema, decisions } = plan;
  const parent = objects.facts.type.name;
  const views = occurrences.map((field): View => {
    const hasOwnPatients = haveOwnPatients(schema, decisions.policy, field.definition.type);
    const viewsOfAll = rolesIdsForValue(plan, objects, field).map((one) =>
      viewOfOccurrence(decisions, one, { field, parent, hasOwnPatients }),
    );
    return lowestView(viewsOfAll);
  });
  return highestView(views);
}

/** What the fields that return a record mean for it. */
interface MarkedRecord {
  /** The field that keeps the record out of the response, and why; null if none does. */
  readonly keptOut: KeptOut | null;
  /** Whether the caller sees one of the fields de-identified. */
  readonly isDeidentified: boolean;
  /** The fields that hold PHI, as the ledger records them for the patient of the record. */
  readonly recorded: readonly RecordedFields[];
}

/**
 * Decides on the fields that return a record by the roles that count for the patient of the record. Each of them was
 * decided by the roles that count for the object that has the field too, so both must see it.
 */
export function decideMarks(
  decisions: Decisions,
  marks: readonly RecordMark[],
  rolesId: RolesId,
): MarkedRecord {
  let isDeidentified = false;
  const recorded: RecordedFields[] = [];
  for (const { parent, occurrences, inputs, recordedPhi } of marks) {
    const view = highestView(
      occurrences.map((field) =>
        viewOfOccurrence(decisions, rolesId, { field, parent, hasOwnPatients: false }),
      ),
    );
    const coordinate = memberCoordinate(parent, occurrences[0].definition.name);
    // PHI of an unknown patient requires roles that reach all patients.
    const views = decisions.viewsFor(rolesId === ALL_ROLES ? ROLES_REACHING_ALL : rolesId);
    const denied = view === 'none' ? coordinate : inputs.find((at) => !views.admitsInput(at));
    if (denied !== undefined) {
      const keptOut = { coordinate, reason: views.denialReason(denied) };
      return { keptOut, isDeidentified: false, recorded: [] };
    }
    isDeidentified ||= view === 'deidentified';
    if (recordedPhi && view !== 'none')
      recorded.push(recordedFieldsOf(decisions.policy, parent, { ...recordedPhi, view }));
  }
  return { keptOut: null, isDeidentified, recorded };
}

/** One field as it is recorded for the patients of the records that it returns, with the roles that its marks name. */
export function recordedFieldsOf(
  { requirements }: Policy,
  type: string,
  field: RecordedPhi,
): RecordedFields {
  const requirement = requirements.get(memberCoordinate(type, field.name));
  const named = requirement?.clauses.flatMap(({ anyOf, deidentified }) => [
    ...anyOf,
    ...deidentified,
  ]);
  // Default roles are configured, so the marks don't name them.
  const namesRoles =
    named !== undefined && named.length > 0 && requirement?.usesDefaultRoles === false;
  return { type, recorded: [field], namedRoles: namesRoles ? new Set(named) : null };
}

/** The view of one occurrence of a field on objects of a type, for one set of roles: as low as its interface's. */
function viewOfOccurrence(
  decisions: Decisions,
  rolesId: RolesId,
  {
    field: { coordinate, definition },
    parent,
    hasOwnPatients,
  }: {
    readonly field: SelectedField;
    readonly parent: string;
    readonly hasOwnPatients: boolean;
  },
): View {
  const coordinates = [coordinate, memberCoordinate(parent, definition.name)];
  return lowestView(
    coordinates.map((at) => viewOf(decisions, rolesId, { coordinate: at, hasOwnPatients })),
  );
}

/** The roles that must all see a field's value: those for the object's patient and for patients that arguments name. */
export function rolesIdsForValue(
  plan: ReleasePlan,
  { facts, rolesId }: ViewedObjects,
  field: SelectedField,
): readonly RolesId[] {
  return requiredRolesIds(patientLinkOfValue(plan, facts, field), rolesId);
}

/** How the patient of a field's value is determined. */
export function patientLinkOfValue(
  plan: ReleasePlan,
  { patientLink }: TypeFacts,
  { index }: SelectedField,
): PatientLink {
  return linkOfValue(patientLink, {
    index,
    isBoundToOne: plan.boundToOne.has(index),
    rolesIds: plan.argumentRolesIds.get(index) ?? [],
  });
}

function lowestView(views: readonly View[]): View {
  return views.includes('none') ? 'none' : views.includes('deidentified') ? 'deidentified' : 'full';
}
