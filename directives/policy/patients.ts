import { argumentCoordinate, memberCoordinate, type Coordinate } from '../coordinate.ts';
import {
  isList,
  isObject,
  type Graph,
  type ValueModel,
  type PatientMark,
  type TypeModel,
} from '../marks/graph.ts';
import type { TypeHierarchy } from './type-hierarchy.ts';
import type { Problem, ProblemCode } from '../marks/problem.ts';

/** The meaning of all `@patient` marks (applications of `@patient`) of a graph. */
export interface Patients {
  /** Object type → path from an object to its patient's id. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** Arguments and input fields that hold a patient id. */
  readonly inputs: ReadonlySet<Coordinate>;
  readonly problems: readonly Problem[];
}

/**
 * Collects `@patient`. A mark on an interface applies to every type that implements it. Reports two different paths
 * for one type, and paths that don't lead to a single id through fields without arguments.
 */
export function patientsOf(graph: Graph, hierarchy: TypeHierarchy): Patients {
  const paths = new Map<string, readonly string[]>();
  const problems: Problem[] = [];
  for (const type of graph.types.values()) {
    if (!isObject(type)) continue;
    const marks = hierarchy
      .withSupertypes(type)
      .flatMap((each) => each.marks.filter(isPatientMark));
    const [first, ...others] = marks;
    if (!first) continue;
    const other = others.find((mark) => mark.path.join('.') !== first.path.join('.'));
    if (other) problems.push(differingPaths(type, first, other));
    const fault = pathFault(type, first.path, hierarchy);
    if (fault !== null) {
      problems.push(
        problem('PATIENT_PATH_INVALID', type.name, first, {
          message: `The @patient path "${first.path.join('.')}" of ${type.name} ${fault}.`,
          fix: 'Name a path of single-valued fields without arguments that ends in the id, such as "subject.id".',
        }),
      );
    }
    paths.set(type.name, first.path);
  }
  const { inputs, problems: inputProblems } = patientInputs(graph, hierarchy);
  return { paths, inputs, problems: [...problems, ...inputProblems] };
}

function isPatientMark(mark: { readonly kind: string }): mark is PatientMark {
  return mark.kind === 'patient';
}

/** What is wrong with a path, such as `crosses a list at Visit.patients`; null if it leads to a single id. */
function pathFault(
  start: TypeModel,
  path: readonly string[],
  hierarchy: TypeHierarchy,
): string | null {
  let types: readonly TypeModel[] = [start];
  if (path.length === 0) return 'is empty';
  for (const name of path) {
    // A built-in scalar is not a type of the graph. A custom scalar or an enum is one without fields.
    if (types.length === 0) return `continues with ${name} after a leaf`;
    const next: TypeModel[] = [];
    for (const type of types) {
      const field = hierarchy.field(type, name);
      if (!field) return `names ${type.name}.${name}, which doesn't exist`;
      if (isList(field)) return `crosses a list at ${type.name}.${name}`;
      if (field.arguments.size > 0) return `crosses arguments at ${type.name}.${name}`;
      next.push(...hierarchy.valueTypes(field));
    }
    types = next;
  }
  // What is left are the types of the last field. Only an object, an interface or a union has fields or member types.
  const composite = types.find((type) => type.fields.size > 0 || type.unionMembers.size > 0);
  return composite ? `ends in ${composite.name}, which is not an id` : null;
}

function patientInputs(
  graph: Graph,
  hierarchy: TypeHierarchy,
): { inputs: ReadonlySet<Coordinate>; problems: readonly Problem[] } {
  const inputs = new Set<Coordinate>();
  const problems: Problem[] = [];
  for (const type of graph.types.values()) {
    for (const [name, field] of type.fields) {
      // The specification allows `@patient` on input fields, not on output fields.
      if (field.marks.some(isPatientMark)) inputs.add(memberCoordinate(type.name, name));
      problems.push(...checkInput(field, hierarchy));
      for (const [argument, input] of field.arguments) {
        problems.push(...checkInput(input, hierarchy));
        if (!input.marks.some(isPatientMark)) continue;
        // A mark on an argument applies to the same argument on the interfaces above and on the types below.
        for (const each of [...hierarchy.withSupertypes(type), ...hierarchy.subtypes(type)]) {
          inputs.add(argumentCoordinate(each.name, name, argument));
        }
      }
    }
  }
  return { inputs, problems };
}

/** Reports each `@patient` with a path on an input, and each on an input that takes an input object. */
function checkInput(input: ValueModel, hierarchy: TypeHierarchy): Problem[] {
  const takesObject = hierarchy.typesNamed(input.types).some((type) => type.fields.size > 0);
  return input.marks
    .filter(isPatientMark)
    .filter((mark) => mark.path.length > 0 || takesObject)
    .map((mark) =>
      problem('PATIENT_PATH_INVALID', mark.at, mark, {
        message: `${mark.at} must hold the patient's id itself.`,
        fix: 'Put @patient, without a path, on the argument or input field that holds the id.',
      }),
    );
}

function differingPaths(type: TypeModel, first: PatientMark, other: PatientMark): Problem {
  return problem('PATIENT_PATHS_DIFFER', type.name, other, {
    message: `${type.name} has two @patient paths, "${first.path.join('.')}" and "${other.path.join('.')}".`,
    fix: 'Name one path, the same in every subgraph and interface.',
  });
}

function problem(
  code: ProblemCode,
  coordinate: string,
  mark: PatientMark,
  text: { readonly message: string; readonly fix: string },
): Problem {
  const { subgraph, line, column } = mark.origin;
  return { code, subgraph, coordinate, line, column, ...text };
}
