import { implies } from '../../../directives/marks/alternatives.ts';
import { isNonNull, type ValueModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import type { Clause, Requirement } from '../../../directives/policy/policy.ts';
import { typeCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { partsOf } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { keyFieldsOf } from './phi-key.ts';

/** Non-null fields that can be denied to a caller who sees their object. */
export const nonNullPhi: Rule = {
  code: 'PHI_NON_NULL',
  severity: 'warning',
  title: 'A non-null field that can be denied',
  help: `A denied field is null. If its type is non-null, GraphQL makes the nearest nullable field above it null instead: a
caller who may not see one field loses the patient, the list or the whole response. Make the field nullable, or give the
same marks to the type that it belongs to, so that every caller who sees the object sees the field. The same holds for
items of a list that their own type can deny by a mark without @phi: [Event] instead of [Event!]. A list leaves out objects of a
denied PHI type. A @key stays non-null: use one that is not
PHI, or mark the type too.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled, parts } = graph;
  const keys = new Set(
    parts.flatMap((part) =>
      [...part.compiled.graph.types.values()].flatMap((type) => keyFieldsOf(type, part)),
    ),
  );
  return [...compiled.elementMarks.values()].flatMap((element) => {
    if (!element.isOutput || !element.model) return [];
    const { at, model } = element;
    if (isNonNull(model) && isDeniable(at, partsOf(at).type, compiled)) {
      return [
        foundAt(
          graph,
          at,
          `${at} is non-null, but can be denied to a caller who sees ${ownerOf(at)}.`,
          keys.has(at) ? FIX_OF_KEY : FIX,
        ),
      ];
    }
    const member = isNonNullInside(model.shapes) ? deniedMember(at, model, compiled) : null;
    return member === null
      ? []
      : [foundAt(graph, at, `${at} has non-null items, but ${member} can be denied.`, FIX)];
  });
}

function ownerOf(at: Coordinate): string {
  const { type } = partsOf(at);
  return ROOTS.has(type) ? 'other parts of the response' : `its ${type}`;
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** Whether a caller can meet the requirement of the type without that of the field. */
function isDeniable(at: Coordinate, type: string, { policy }: Compiled): boolean {
  const field = policy.requirements.get(at);
  return field !== undefined && !isImplied(field, policy.requirements.get(typeCoordinate(type)));
}

/**
 * Whether every caller who meets `given` meets `needed`. A clause is implied by one whose roles are a subset of its
 * own. Without `given`, every caller does, so only an empty requirement is implied.
 */
export function isImplied(needed: Requirement, given: Requirement | undefined): boolean {
  const isGranted = (kind: 'scopes' | 'policies') =>
    needed[kind].every((sets) => given?.[kind].some((one) => implies(one, sets)) === true);
  return (
    (!needed.usesDefaultRoles || given?.usesDefaultRoles === true) &&
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

/** Whether every subgraph declares the items or the value itself as non-null, such as `[Event!]` or `Event!`. */
function isNonNullInside(shapes: ReadonlySet<string>): boolean {
  return (
    shapes.size > 0 && [...shapes].every((shape) => shape.endsWith('!') || shape.includes('!]'))
  );
}

/**
 * The first object type of an interface or union that requires more than the field that returns it, and that lists don't
 * leave out.
 */
function deniedMember(
  at: Coordinate,
  field: Pick<ValueModel, 'types' | 'shapes'>,
  compiled: Compiled,
): string | null {
  const { policy, hierarchy } = compiled;
  const given = policy.requirements.get(at);
  const isLeftOut = ({ phi }: Requirement) =>
    phi && [...field.shapes].every((one) => one.startsWith('['));
  for (const type of hierarchy.typesNamed(field.types)) {
    for (const member of hierarchy.objectTypes(type)) {
      const needed = policy.requirements.get(typeCoordinate(member.name));
      if (member !== type && needed && !isLeftOut(needed) && !isImplied(needed, given))
        return member.name;
    }
  }
  return null;
}

const FIX = 'Make it nullable, so that a denial affects nothing else.';

/** Subgraphs identify an object by its key, so that it has one always. */
const FIX_OF_KEY =
  'Use a key that is not PHI, or give the marks to its type too: a client that asks for a denied key loses the object.';

function foundAt(graph: LintGraph, coordinate: Coordinate, message: string, fix: string): Found {
  return {
    coordinate,
    place: graph.place(coordinate),
    message,
    fix,
  };
}
