import type { Compiled } from '../directives/policy/compile-policy.ts';
import { argumentCoordinate, memberCoordinate, type Coordinate } from '../directives/coordinate.ts';
import type { ValueModel, TypeModel } from '../directives/marks/graph.ts';
import type { Clause } from '../directives/policy/policy.ts';
import type { Problem } from '../directives/marks/problem.ts';

/**
 * Reports inputs that take an identifier which some callers see only as a PSEUDONYM, and that lack the identifier's
 * marks: a caller who knows the true identifier could find the record of the pseudonym.
 *
 * An input takes an identifier in two cases:
 * - It has the identifier's name and selects objects with it: it is an argument of a field that returns them, or an input
 *   field below such an argument.
 * - It is `@patient`, and a `@patient` path ends in the identifier.
 *
 * It has the identifier's marks if, for each `@role` of the identifier with `deidentified` roles, it has a `@role` with the
 * same or fewer roles in `anyOf`.
 */
export function checkPseudonyms(compiled: Compiled): Problem[] {
  const problems = new Map<Coordinate, Problem>();
  const patientIds = patientIdFields(compiled);
  for (const input of inputsOf(compiled)) {
    const ids = [
      ...(compiled.policy.patientInputs.has(input.at) ? patientIds : []),
      ...input.selected.map((type) => memberCoordinate(type.name, input.name)),
    ];
    const exposed = ids.find((id) => !isMarkedAlike(input.at, id, compiled));
    if (exposed !== undefined) problems.set(input.at, problemOf(input, exposed));
  }
  return [...problems.values()];
}

interface Input {
  readonly at: Coordinate;
  readonly name: string;
  readonly model: ValueModel;
  /** The object types that it selects. */
  readonly selected: readonly TypeModel[];
}

function* inputsOf({ graph, hierarchy }: Compiled): Generator<Input> {
  for (const type of graph.types.values()) {
    for (const [name, field] of type.fields) {
      const selected = hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes);
      for (const [argument, model] of field.arguments) {
        const at = argumentCoordinate(type.name, name, argument);
        yield { at, name: argument, model, selected };
        for (const input of inputTypesBelow(model, hierarchy.typesNamed)) {
          for (const [inner, below] of input.fields) {
            yield { at: memberCoordinate(input.name, inner), name: inner, model: below, selected };
          }
        }
      }
      // Every input field alone too, whatever it selects: it can be @patient.
      if (type.kinds.has('input')) {
        yield { at: memberCoordinate(type.name, name), name, model: field, selected: [] };
      }
    }
  }
}

/** The input object types of an input, and those inside them. */
function inputTypesBelow(
  model: ValueModel,
  types: (names: Iterable<string>) => readonly TypeModel[],
): ReadonlySet<TypeModel> {
  const found = new Set(types(model.types).filter((type) => type.kinds.has('input')));
  for (const type of found) {
    for (const field of type.fields.values()) {
      for (const next of types(field.types)) {
        if (next.kinds.has('input')) found.add(next);
      }
    }
  }
  return found;
}

/** The fields in which `@patient` paths end. */
function patientIdFields({ policy, hierarchy }: Compiled): Coordinate[] {
  const ids = new Set<Coordinate>();
  for (const [name, path] of policy.patients) {
    let types = hierarchy.typesNamed([name]);
    for (const [index, field] of path.entries()) {
      if (index === path.length - 1) {
        for (const type of types) ids.add(memberCoordinate(type.name, field));
      }
      types = types
        .flatMap((type) => hierarchy.field(type, field) ?? [])
        .flatMap(hierarchy.valueTypes);
    }
  }
  return [...ids];
}

/** Whether an input has the marks of an identifier; true if no caller sees the identifier as a pseudonym. */
function isMarkedAlike(input: Coordinate, id: Coordinate, { policy }: Compiled): boolean {
  const identifier = policy.requirements.get(id);
  if (identifier?.method !== 'PSEUDONYM') return true;
  const clauses = policy.requirements.get(input)?.clauses ?? [];
  return identifier.clauses
    .filter((clause) => clause.deidentified.length > 0)
    .every((needed) => clauses.some((clause) => isAsStrict(clause, needed)));
}

/** Whether every caller that `clause` admits sees the full view by `needed`. */
function isAsStrict(clause: Clause, needed: Clause): boolean {
  return clause.anyOf.every((role) => needed.anyOf.includes(role));
}

function problemOf({ at, model }: Input, identifier: Coordinate): Problem {
  return {
    code: 'PSEUDONYM_ARGUMENT',
    ...model.origin,
    coordinate: at,
    message: `${at} takes ${identifier}, which some callers see only as a pseudonym.`,
    fix: `Put the @phi and @role marks of ${identifier} on ${at} too.`,
  };
}
