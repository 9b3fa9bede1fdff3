import { implies } from '../../../directives/marks/alternatives.ts';
import { isNonNull } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import type { Clause, Requirement } from '../../../directives/policy/policy.ts';
import { typeCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { partsOf } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';

/** Fields that are never null but may be denied to a caller who sees the object they belong to. */
export const nonNullPhi: Rule = {
  code: 'PHI_NON_NULL',
  severity: 'warning',
  title: 'A field that may be denied is never null',
  help: `A denied field is null. Where its type is non-null, GraphQL makes the object around it null instead, and so on
up to the next field that may be null: a caller who may not see one field loses the patient, the list or the whole
response. Make the field nullable, or mark the type that it belongs to alike, so that whoever sees an object sees this
field of it. In a list or union, the same holds for items that may be denied by their own type: [Event] instead of
[Event!].`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled } = graph;
  return [...compiled.elementMarks.values()].flatMap((element) => {
    if (!element.isOutput || !element.model) return [];
    const { at, model } = element;
    if (isNonNull(model) && isDeniable(at, partsOf(at).type, compiled)) {
      return [
        foundAt(
          graph,
          at,
          `${at} is never null, but may be denied to a caller who sees ${ownerOf(at)}.`,
        ),
      ];
    }
    const member = isNonNullInside(model.shapes) ? deniedMember(at, model.types, compiled) : null;
    return member === null
      ? []
      : [foundAt(graph, at, `${at} has items that are never null, but ${member} may be denied.`)];
  });
}

function ownerOf(at: Coordinate): string {
  const { type } = partsOf(at);
  return ROOTS.has(type) ? 'other parts of the response' : `its ${type}`;
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** Whether some caller who fulfils what the type itself requires doesn't fulfil what the field requires. */
function isDeniable(at: Coordinate, type: string, { policy }: Compiled): boolean {
  const field = policy.requirements.get(at);
  return field !== undefined && !isImplied(field, policy.requirements.get(typeCoordinate(type)));
}

/** A clause is implied by another one whose roles are all among its own; a view of either kind is one. */
function isImplied(needed: Requirement, given: Requirement | undefined): boolean {
  const isGranted = (kind: 'scopes' | 'policies') =>
    needed[kind].every((sets) => given?.[kind].some((one) => implies(one, sets)) === true);
  return (
    (!needed.defaultRoles || given?.defaultRoles === true) &&
    needed.clauses.every((clause) =>
      given?.clauses.some((other) =>
        rolesOf(other).every((role) => rolesOf(clause).includes(role)),
      ),
    ) &&
    isGranted('scopes') &&
    isGranted('policies')
  );
}

function rolesOf({ anyOf, deidentified }: Clause): readonly string[] {
  return [...anyOf, ...deidentified];
}

function isNonNullInside(shapes: ReadonlySet<string>): boolean {
  return (
    shapes.size > 0 && [...shapes].every((shape) => shape.endsWith('!') || shape.includes('!]'))
  );
}

/** Of an interface or union that a field returns, the first object type that needs more than the field. */
function deniedMember(at: Coordinate, held: Iterable<string>, compiled: Compiled): string | null {
  const { policy, hierarchy } = compiled;
  const given = policy.requirements.get(at);
  for (const type of hierarchy.typesNamed(held)) {
    for (const member of hierarchy.objectTypes(type)) {
      const needed = policy.requirements.get(typeCoordinate(member.name));
      if (member !== type && needed && !isImplied(needed, given)) return member.name;
    }
  }
  return null;
}

function foundAt(graph: LintGraph, coordinate: Coordinate, message: string): Found {
  return {
    coordinate,
    place: graph.place(coordinate),
    message,
    mend: 'Make it nullable, so that a denial takes nothing else with it.',
  };
}
