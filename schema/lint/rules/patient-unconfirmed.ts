import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import type { FieldModel, TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { withoutInherited } from '../inherited.ts';
import { isLeafValued } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
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
          const [input] = namingInputs(type.name, [name, field], compiled);
          const value = input === undefined ? null : unconfirmed(at, field, compiled);
          if (input === undefined || value === null) return [];
          return [
            {
              coordinate: at,
              place: graph.place(at),
              message: `${at} returns ${value}, and only ${input} says whose it is: nothing in the answer confirms that it is this patient's.`,
              mend: 'Return an object with the id of its patient under @patient(id: "…"), or say above it why ids have one spelling.',
            },
          ];
        }),
  );
  return withoutInherited(found, compiled.hierarchy);
}

/** The `@patient` arguments of a field, and `@patient` fields of the input objects that it takes. */
function namingInputs(
  type: string,
  [name, { arguments: args }]: readonly [string, FieldModel],
  { policy, hierarchy }: Compiled,
): readonly Coordinate[] {
  return [...args]
    .flatMap(([argument, { types }]) => [
      argumentCoordinate(type, name, argument),
      ...hierarchy
        .types(types)
        .flatMap((held) =>
          [...held.fields.keys()].map((field) => memberCoordinate(held.name, field)),
        ),
    ])
    .filter((at) => policy.patientInputs.has(at));
}

/** The PHI of a field's value that tells no patient; null where there is none. */
function unconfirmed(at: Coordinate, field: FieldModel, compiled: Compiled): Coordinate | null {
  const { hierarchy, policy } = compiled;
  if (isLeafValued(field, hierarchy)) return isPhi(at, field, compiled) ? at : null;
  const seen = new Set<TypeModel>();
  const below = (held: FieldModel): Coordinate | null => {
    for (const type of hierarchy.held(held).flatMap(hierarchy.objects)) {
      if (seen.has(type) || policy.patients.has(type.name) || policy.keys.has(type.name)) continue;
      seen.add(type);
      for (const [name, [one]] of hierarchy.fields(type)) {
        const own = memberCoordinate(type.name, name);
        const found = isLeafValued(one, hierarchy)
          ? isPhi(own, one, compiled)
            ? own
            : null
          : below(one);
        if (found !== null) return found;
      }
    }
    return null;
  };
  return below(field);
}

function isPhi(at: Coordinate, field: FieldModel, { hierarchy, policy }: Compiled): boolean {
  const values = hierarchy
    .types(field.types)
    .flatMap((type) => [...type.values.keys()].map((value) => memberCoordinate(type.name, value)));
  return [at, ...values].some((each) => policy.requirements.get(each)?.phi === true);
}
