import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import { isList, type FieldModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { bindingOf, finiteInputs } from '../../../directives/policy/patient-binding.ts';
import { withoutInherited } from '../inherited.ts';
import { inputFields, inputObjects, inputsOf, type Input } from '../inputs-of.ts';
import type { LintGraph } from '../lint-graph.ts';
import { tellsPatient, unconfirmedPhi } from '../patients-of-answer.ts';
import type { Found, Rule } from '../rule.ts';

/** An id beside the `@patient` input that binds a field, with which a record of another patient can be selected. */
export const patientBesideId: Rule = {
  code: 'PATIENT_BESIDE_ID',
  severity: 'warning',
  title: 'An id beside a @patient input can select a record of another patient',
  help: `A @patient input binds its field: the gateway takes all of it to be about the patient named, and lets callers in
who reach that patient. Where another input is an id, as in updateVital(where: {id: …}, data: {patientId: …}), the two
can disagree, and only the subgraph knows. It has to check that the selected record is that patient's, and to refuse
otherwise. What a query gives is held against the patient where its type has a @patient path; what a mutation gives
too, but only after the write. Leave one of the two inputs out, or check it in the subgraph and say so above the field:
# phi-gateway-ignore PATIENT_BESIDE_ID: why.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, place }: LintGraph): readonly Found[] {
  const finite = finiteInputs(inputFields(compiled));
  const found = [...compiled.graph.types.values()].flatMap((type) =>
    type.kinds.has('input')
      ? []
      : [...type.fields].flatMap((field): Found[] => {
          const [name, model] = field;
          const at = memberCoordinate(type.name, name);
          const isWrite = type.name === 'Mutation';
          if (!isWrite && unconfirmedPhi(at, model, compiled) === null) return [];
          const patient = bindingInput(type.name, field, { compiled, finite, isWrite });
          const selector = inputsOf(type.name, field, compiled.hierarchy).find((input) =>
            selectsRecord(input, compiled),
          );
          if (patient === null || !selector) return [];
          const check = isWrite && tellsPatient(model, compiled) ? AFTER_THE_WRITE : NO_CHECK;
          return [
            {
              coordinate: at,
              place: place(at),
              message: `${at} is about the patient of ${patient}, yet ${selector.at} can select a record: that it is this patient's rests on the subgraph's own check. ${check}`,
              mend: "Leave one of the two out, or have the subgraph refuse a record that isn't the patient's and say so above it.",
            },
          ];
        }),
  );
  return withoutInherited(found, compiled.hierarchy);
}

const AFTER_THE_WRITE =
  'The gateway holds the @patient path of the answer against it, but the write is done by then.';
const NO_CHECK = 'Nothing in the answer confirms it.';

/** The input that binds a field to a patient; null where none does. */
function bindingInput(
  type: string,
  [field, { arguments: args }]: readonly [string, FieldModel],
  {
    compiled: { hierarchy, policy },
    finite,
    isWrite,
  }: {
    readonly compiled: Compiled;
    readonly finite: ReadonlySet<string>;
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
      const isFinite = finite.has(object.name);
      const kind = bindingOf({
        isPatient: false,
        isList: isList(model),
        object: { isFinite, namesPatient: true, isMarked: true },
      });
      if (kind === 'object' || (kind === 'batch' && isWrite)) return own;
    }
  }
  return null;
}

/** An ID that names no patient, nor an object of a type that isn't a patient's, as `organizationId` does. */
function selectsRecord({ at, name, model }: Input, { graph, policy }: Compiled): boolean {
  if (!model.types.has('ID') || policy.patientInputs.has(at) || NO_RECORD.test(name)) return false;
  const named = /^(.+?)_?ids?$/i.exec(name)?.[1]?.replaceAll('_', '').toLowerCase();
  const type = [...graph.types.values()].find((one) => one.name.toLowerCase() === named);
  return !type || policy.patients.has(type.name);
}

/** Ids that a client gives to its own requests. */
const NO_RECORD = /^client_?mutation_?id$|idempoten|request_?id$/i;
