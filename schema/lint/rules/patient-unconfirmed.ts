import { memberCoordinate } from '../../../directives/coordinate.ts';
import { withoutInherited } from '../inherited.ts';
import { inputsOf } from '../inputs-of.ts';
import type { LintGraph } from '../lint-graph.ts';
import { unconfirmedPhi } from '../patients-of-answer.ts';
import type { Found, Rule } from '../rule.ts';

/** PHI whose patient only a `@patient` argument names. */
export const patientUnconfirmed: Rule = {
  code: 'PATIENT_UNCONFIRMED',
  severity: 'warning',
  title: 'The result does not confirm the patient that an argument names',
  help: `Scalars, and objects without a @key or a @patient path, don't contain their patient: for reach, consent and the
ledger, the gateway uses the patient that the field's @patient argument names. A subgraph with a lenient lookup (case,
leading zeros, blanks) can then return one patient's PHI under several ids. Add the patient's id to the object and
@patient(id: "…") to its type: the gateway then compares it with the argument. Or compare ids exactly, let
identity.patientIds.pattern allow one spelling, and give that reason above the field:
# phi-gateway-ignore PATIENT_UNCONFIRMED: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled } = graph;
  const found = [...compiled.graph.types.values()].flatMap((type) =>
    type.kinds.has('input')
      ? []
      : [...type.fields].flatMap(([name, field]): Found[] => {
          const at = memberCoordinate(type.name, name);
          const input = inputsOf(type.name, [name, field], compiled.hierarchy).find((one) =>
            compiled.policy.patientInputs.has(one.at),
          );
          const value = input ? unconfirmedPhi(at, field, compiled) : null;
          if (!input || value === null) return [];
          return [
            {
              coordinate: at,
              place: graph.place(at),
              message: `${at} returns ${value}, whose patient only ${input.at} names: the result doesn't confirm it.`,
              fix: 'Return an object with @patient(id: "…") and its patient id, or give the reason above it why ids have one spelling.',
            },
          ];
        }),
  );
  return withoutInherited(found, compiled.hierarchy);
}
