import { memberCoordinate } from '../../../directives/coordinate.ts';
import { withoutInherited } from '../inherited.ts';
import { inputsOf } from '../inputs-of.ts';
import type { LintGraph } from '../lint-graph.ts';
import { unconfirmedPhi } from '../patients-of-answer.ts';
import type { Found, Rule } from '../rule.ts';

/** PHI of which only a `@patient` argument says whose it is. */
export const patientUnconfirmed: Rule = {
  code: 'PATIENT_UNCONFIRMED',
  severity: 'warning',
  title: 'Nothing in the answer confirms the patient that an argument names',
  help: `Scalars and objects without a @key or a @patient path say nothing of whose they are: the gateway takes the
patient that the field's @patient argument names for their owner, in reach, consent and record. A subgraph that looks
ids up loosely (case, leading zeros, blanks) then gives one patient's PHI under several names. Give the object the
patient's id and its type @patient(id: "…"): what the answer tells has to be what the argument named. Or compare ids
exactly, let identity.patientIds.pattern allow one spelling, and say so above the field:
# phi-gateway-ignore PATIENT_UNCONFIRMED: why.`,
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
              message: `${at} returns ${value}, and only ${input.at} says whose it is: nothing in the answer confirms that it is this patient's.`,
              mend: 'Return an object with the id of its patient under @patient(id: "…"), or say above it why ids have one spelling.',
            },
          ];
        }),
  );
  return withoutInherited(found, compiled.hierarchy);
}
