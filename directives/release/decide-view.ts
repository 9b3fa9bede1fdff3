import { memberCoordinate } from '../coordinate.ts';
import { highestView, viewOf } from '../operation/authorize.ts';
import type { RolesId } from '../operation/effective-roles.ts';
import { haveOwnPatients } from '../operation/runtime-types.ts';
import type { SelectedField } from '../operation/selection.ts';
import type { View } from '../policy/policy.ts';
import { linkOfValue, requiredRolesIds, type PatientLink } from './patient-link.ts';
import type { ReleasePlan, TypeFacts } from './program.ts';

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
  const views = occurrences.map((field): View => {
    const { coordinate, definition } = field;
    const hasOwnPatients = haveOwnPatients(schema, decisions.policy, definition.type);
    const coordinates = [coordinate, memberCoordinate(objects.facts.type.name, definition.name)];
    const viewsOfAll = rolesIdsForValue(plan, objects, field).flatMap((one) =>
      coordinates.map((at) => viewOf(decisions, one, { coordinate: at, hasOwnPatients })),
    );
    return lowestView(viewsOfAll);
  });
  return highestView(views);
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
