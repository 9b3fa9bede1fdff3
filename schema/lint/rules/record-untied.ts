import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import { isList, type FieldModel, type TypeModel } from '../../../directives/marks/graph.ts';
import type { LintGraph } from '../lint-graph.ts';
import { createOwnerCheck } from '../owned-by-patient.ts';
import type { Found, Rule } from '../rule.ts';

/** Marks on fields that return records whose patient the gateway cannot determine. */
export const recordUntied: Rule = {
  code: 'RECORD_UNTIED',
  severity: 'warning',
  title: 'A mark on a field whose records name no patient',
  help: `A mark on a field that returns records counts for each record by the roles that reach its patient, and the field is
recorded for that patient. Here the records have no @patient path, no object above them belongs to a patient, and no
@patient argument binds the field. So @phi lets only roles that reach all patients see the field, a @role alone is decided
by every role of the caller, and the ledger names no patient. Add @patient(id: "…") to the type of the records. If they
belong to no patient, give that reason above the field: # phi-gateway-ignore RECORD_UNTIED: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, place }: LintGraph): readonly Found[] {
  const { elementMarks, graph, hierarchy, policy } = compiled;
  const belongsToPatient = createOwnerCheck(compiled, ({ name }) => policy.patients.has(name));
  const fieldsOf = (type: TypeModel): readonly FieldModel[] =>
    [...hierarchy.fields(type).values()].flatMap(([field]) => (field ? [field] : []));
  const objectsOf = (field: FieldModel): readonly TypeModel[] =>
    hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes);
  const leadsToPatient = (type: TypeModel): boolean =>
    fieldsOf(type).some((field) => objectsOf(field).some(({ name }) => policy.patients.has(name)));

  /** Whether objects of a type are records without a patient, in a field with or without @phi. */
  const isUntied = (type: TypeModel, field: FieldModel, isPhi: boolean): boolean => {
    if (belongsToPatient(type)) return false;
    // A connection, an edge or a page groups records that name their patients.
    if (type.keys.length === 0) return isPhi && isList(field) && !leadsToPatient(type);
    const holdsPhi = [...hierarchy.fields(type).keys()].some(
      (name) => policy.requirements.get(memberCoordinate(type.name, name))?.phi === true,
    );
    return isPhi || holdsPhi || leadsToPatient(type);
  };

  return [...graph.types.values()].flatMap((parent) => {
    if (hierarchy.objectTypes(parent).every(belongsToPatient)) return [];
    return [...hierarchy.fields(parent)].flatMap(([name, [field]]): Found[] => {
      const at = memberCoordinate(parent.name, name);
      const own = elementMarks.get(at)?.own ?? [];
      const isPhi = own.some(({ kind }) => kind === 'phi');
      if (!field || (!isPhi && !own.some(({ kind }) => kind === 'role'))) return [];
      const isBound = [...field.arguments.keys()].some((argument) =>
        policy.patientInputs.has(argumentCoordinate(parent.name, name, argument)),
      );
      const untied = isBound ? [] : objectsOf(field).filter((type) => isUntied(type, field, isPhi));
      return untied.length === 0 ? [] : [foundAt(at, untied, place)];
    });
  });
}

function foundAt(at: Coordinate, types: readonly TypeModel[], place: LintGraph['place']): Found {
  const names = types.map(({ name }) => name).join(', ');
  return {
    coordinate: at,
    place: place(at),
    message: `${at} has a mark and returns records that name no patient: ${names}.`,
    fix: `Add @patient(id: "…") to ${names}, with the path to the patient's id, or give a reason above ${at}.`,
  };
}
