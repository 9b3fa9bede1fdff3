import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import { isList, type TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { bindingKindOf, recursiveInputs } from '../../../directives/policy/patient-binding.ts';
import { inputFieldTypes, inputObjects } from '../inputs-of.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';

/** `@patient` on input fields that do not bind their field. */
export const patientUnbound: Rule = {
  code: 'PATIENT_UNBOUND',
  severity: 'warning',
  title: 'A @patient input does not bind the field that it is used with',
  help: `A @patient input lets a caller who reaches only some patients query data without a patient of its own: objects
without a @patient path, PHI scalars, and data by marked inputs. It does so only if it binds its field: on an argument, or
on a field of an argument's own input object, which must not be recursive and, except for a mutation, not in a list.
Elsewhere (in where: [...], and, or, not, or deeper in an object) it only adds a requirement: the caller must reach the
patient, and such data still requires roles that reach all patients. If you intend that, give the reason above it:
# phi-gateway-ignore PATIENT_UNBOUND: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled } = graph;
  const found = new Map<Coordinate, Found>();
  const recursive = recursiveInputs(inputFieldTypes(compiled));
  for (const use of usesOf(compiled)) {
    const reason = reasonOf(use, recursive);
    // One finding for an input field, however many arguments it can be given through.
    if (reason === null || found.has(use.at)) continue;
    found.set(use.at, {
      coordinate: use.at,
      place: graph.place(use.at),
      message: `${use.at} names a patient, but doesn't bind ${use.field} through ${use.argumentAt}: ${reason}. The caller must reach the patient, and marked inputs and PHI of ${use.field} without a patient of its own still require roles that reach all patients.`,
      fix: "Name the patient in an argument, or in a field of an argument's own input object without recursion, or give a reason above it.",
    });
  }
  return [...found.values()];
}

/** An input field with `@patient`, and an argument through which it can be given. */
interface Use {
  readonly at: Coordinate;
  readonly argumentAt: Coordinate;
  readonly field: Coordinate;
  readonly isWrite: boolean;
  readonly isList: boolean;
  /** The argument carries `@patient` itself. */
  readonly isPatient: boolean;
  /** The input object that the argument takes. */
  readonly object: TypeModel;
  /** Whether the input field belongs to that object directly. */
  readonly isOwn: boolean;
}

function* usesOf(compiled: Compiled): Generator<Use> {
  const { graph, hierarchy, policy } = compiled;
  for (const type of graph.types.values()) {
    if (type.kinds.has('input')) continue;
    for (const [name, field] of type.fields) {
      for (const [argument, model] of field.arguments) {
        const argumentAt = argumentCoordinate(type.name, name, argument);
        const use = {
          argumentAt,
          field: memberCoordinate(type.name, name),
          isWrite: type.name === 'Mutation',
          isList: isList(model),
          isPatient: policy.patientInputs.has(argumentAt),
        };
        for (const object of inputObjects(model, hierarchy)) {
          for (const { at, holder } of patientsIn(object, compiled)) {
            yield { ...use, at, object, isOwn: holder === object };
          }
        }
      }
    }
  }
}

/** The input fields with `@patient` in an input object and in those below it. */
function* patientsIn(
  object: TypeModel,
  { hierarchy, policy }: Compiled,
): Generator<{ readonly at: Coordinate; readonly holder: TypeModel }> {
  const seen = new Set([object]);
  for (const holder of seen) {
    for (const [name, model] of holder.fields) {
      const at = memberCoordinate(holder.name, name);
      if (policy.patientInputs.has(at)) yield { at, holder };
      for (const inner of inputObjects(model, hierarchy)) seen.add(inner);
    }
  }
}

/** Why a use does not bind its field; null if it does. */
function reasonOf(use: Use, recursive: ReadonlySet<string>): string | null {
  const { object, isPatient, isOwn, isWrite } = use;
  const kind = bindingKindOf({
    isPatient,
    isList: use.isList,
    object: { isRecursive: recursive.has(object.name), namesPatient: isOwn, isMarked: true },
  });
  switch (kind) {
    case 'id':
    case 'object':
      return null;
    case 'batch':
      return isWrite ? null : 'the items of a list of input objects can be alternatives';
    case 'filter':
    case 'none':
      if (recursive.has(object.name))
        return `${object.name} is recursive or contains a recursive type`;
      return "it is not a field of the argument's own input object";
    default:
      return kind satisfies never;
  }
}
