import { memberCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { isList } from '../../../directives/marks/graph.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { isDeniedAlone, marksText } from './phi-list-count.ts';

/** Enum values whose denial reveals the value, because the field that has it is shown. */
export const phiEnumValue: Rule = {
  code: 'PHI_ENUM_VALUE',
  severity: 'warning',
  title: 'An enum value that is denied alone',
  help: `A caller who sees a field but not one value of its enum gets null in place of this value. The caller sees every
other value, so null says that it is this one, unless the field is often null without it. Lists leave a denied value out and
don't reveal it. With authorization.mode: reject, the operation is refused, also for a list, which says the same; dry-run shows
the value. Give each field that has a value of the enum the marks of the value, or let the subgraph return a value that says
less, such as OTHER. Or give a reason above the value: # phi-gateway-ignore PHI_ENUM_VALUE: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled, place } = graph;
  const fieldsOf = fieldsByType(graph);
  return [...compiled.graph.types.values()].flatMap((type) =>
    [...type.values.keys()].flatMap((name): Found[] => {
      const coordinate = memberCoordinate(type.name, name);
      const needed = compiled.policy.requirements.get(coordinate);
      const revealing = (fieldsOf.get(type.name) ?? []).filter((at) =>
        isDeniedAlone(needed, compiled.policy.requirements.get(at)),
      );
      if (!needed || revealing.length === 0) return [];
      const [first, ...more] = revealing;
      const fields = more.length === 0 ? first : `${first} and ${more.length} more`;
      return [
        {
          coordinate,
          place: place(coordinate),
          message: `${coordinate} can be denied to a caller who sees ${fields}: ${graph.refusesDenials ? 'the refusal of an operation' : 'null'} says that the value is ${name}.`,
          fix: `Mark ${revealing.slice(0, 3).join(', ')} as the value is: ${marksText([needed])}.`,
        },
      ];
    }),
  );
}

/** Enum → the output fields whose values a denial reveals: those with a single value, or all where operations are refused. */
function fieldsByType({
  compiled,
  refusesDenials,
}: LintGraph): ReadonlyMap<string, readonly Coordinate[]> {
  const fields = new Map<string, Coordinate[]>();
  for (const { at, isOutput, model } of compiled.elementMarks.values()) {
    if (!isOutput || !model || (isList(model) && !refusesDenials)) continue;
    for (const type of model.types) fields.set(type, [...(fields.get(type) ?? []), at]);
  }
  return fields;
}
