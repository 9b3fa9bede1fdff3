import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import { isList, type FieldModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { bindingKindOf, recursiveInputs } from '../../../directives/policy/patient-binding.ts';
import { withoutInherited } from '../inherited.ts';
import { inputFieldTypes, inputObjects, inputsOf, type Input } from '../inputs-of.ts';
import type { LintGraph } from '../lint-graph.ts';
import { namesPatient, unconfirmedPhi } from '../patients-of-answer.ts';
import type { Found, Rule } from '../rule.ts';

/** An id, in addition to the `@patient` input that binds a field, that can select another patient's record. */
export const patientBesideId: Rule = {
  code: 'PATIENT_BESIDE_ID',
  severity: 'warning',
  title: 'An id can select a record of another patient than the @patient input names',
  help: `A @patient input binds its field: the gateway admits callers who reach that patient and treats the whole field as
that patient's. If another input is an id, as in updateVital(where: {id: …}, data: {patientId: …}), the two can disagree,
and only the subgraph can detect it. The subgraph must refuse a record of another patient. The gateway compares the
@patient path of a returned object with the patient; for a mutation, this is after the write. Remove one of the inputs,
or check it in the subgraph and give that reason above the field: # phi-gateway-ignore PATIENT_BESIDE_ID: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, place }: LintGraph): readonly Found[] {
  const recursive = recursiveInputs(inputFieldTypes(compiled));
  const found = [...compiled.graph.types.values()].flatMap((type) =>
    type.kinds.has('input')
      ? []
      : [...type.fields].flatMap((field): Found[] => {
          const [name, model] = field;
          const at = memberCoordinate(type.name, name);
          const isWrite = type.name === 'Mutation';
          const patient = bindingInput(type.name, field, { compiled, recursive, isWrite });
          if (patient === null) return [];
          // If all PHI of a query's result is below a @patient path, the gateway detects a record of another patient.
          const isConfirmed = unconfirmedPhi(at, model, compiled) === null;
          if (isConfirmed && !isWrite) return [];
          const selector = inputsOf(type.name, field, compiled.hierarchy).find((input) =>
            selectsRecord(input, compiled),
          );
          if (!selector) return [];
          const check = isWrite && namesPatient(model, compiled) ? AFTER_THE_WRITE : NO_CHECK;
          return [
            {
              coordinate: at,
              place: place(at),
              message: `${at} is bound to the patient of ${patient}, but ${selector.at} can select a record. Only the subgraph can check that the record is this patient's. ${check}`,
              fix: 'Remove one of the two, or have the subgraph refuse records of other patients and give that reason above it.',
            },
          ];
        }),
  );
  return withoutInherited(found, compiled.hierarchy);
}

const AFTER_THE_WRITE =
  'The gateway compares the @patient path of the result, but only after the write.';
const NO_CHECK = 'The result has no @patient path to compare.';

/**
 * The input that binds a field to a patient: `Mutation.addLab(patient:)`, or `LabInput.patient` for
 * `addLab(lab: LabInput)`. Null if none exists.
 */
function bindingInput(
  type: string,
  [field, { arguments: args }]: readonly [string, FieldModel],
  {
    compiled: { hierarchy, policy },
    recursive,
    isWrite,
  }: {
    readonly compiled: Compiled;
    /** See {@link recursiveInputs}. */
    readonly recursive: ReadonlySet<string>;
    readonly isWrite: boolean;
  },
): Coordinate | null {
  for (const [argument, model] of args) {
    const at = argumentCoordinate(type, field, argument);
    if (policy.patientInputs.has(at)) return at;
    for (const object of inputObjects(model, hierarchy)) {
      const own = [...object.fields.keys()]
        .map((name) => memberCoordinate(object.name, name))
        .find((each) => policy.patientInputs.has(each));
      if (own === undefined) continue;
      const kind = bindingKindOf({
        isPatient: false,
        isList: isList(model),
        object: { isRecursive: recursive.has(object.name), namesPatient: true, isMarked: true },
      });
      if (kind === 'object' || (kind === 'batch' && isWrite)) return own;
    }
  }
  return null;
}

/**
 * Whether an input can select a record of a patient: one of the type ID, unless its name is that of a type without
 * patients, such as `organizationId`, or of an id that clients assign.
 */
function selectsRecord({ at, name, model }: Input, { graph, policy }: Compiled): boolean {
  if (!model.types.has('ID') || policy.patientInputs.has(at) || REQUEST_ID.test(name)) return false;
  const named = /^(.+?)_?ids?$/i.exec(name)?.[1]?.replaceAll('_', '').toLowerCase();
  const type = [...graph.types.values()].find((one) => one.name.toLowerCase() === named);
  return !type || policy.patients.has(type.name);
}

/** Ids that clients assign to their requests. */
const REQUEST_ID = /^client_?mutation_?id$|idempoten|request_?id$/i;
