import { conjunction, implies } from '../marks/alternatives.ts';
import { isObject, type AccessDirective, type Graph } from '../marks/graph.ts';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import type { Problem } from '../marks/problem.ts';
import type { TypeHierarchy } from './type-hierarchy.ts';
import type { Requirement } from './policy.ts';

/**
 * Reports access control on a supergraph's interfaces that the implementing types don't require. Composition derives an
 * interface's access control from the types that implement it. Anything more was written for the interface alone, such
 * as `@policy(policies: [["a"]])` if none of these types has a `@policy`, and a client could avoid it by selecting on
 * the types.
 */
export function checkDerivedAccess(
  graph: Graph,
  hierarchy: TypeHierarchy,
  requirements: ReadonlyMap<Coordinate, Requirement>,
): Problem[] {
  /** Whether a caller can meet all that the baseline requires, but not the directive. */
  const exceeds = (directive: AccessDirective, baseline: readonly Coordinate[]): boolean => {
    // The gateway serves authenticated callers only, so `@authenticated` never requires more.
    if (directive.kind === 'authenticated') return false;
    const condition = directive.kind === 'policy' ? 'policies' : 'scopes';
    const required = baseline.flatMap((at) => requirements.get(at)?.[condition] ?? []);
    return !implies(conjunction(required), directive.anyOf);
  };

  return [...graph.types.values()].flatMap((type) => {
    const objects = hierarchy.subtypes(type).filter(isObject);
    // Without implementing types, the interface's own access control is enforced on its fields.
    if (objects.length === 0) return [];
    const typeBaseline = objects.map((object) => typeCoordinate(object.name));
    return [
      ...type.derivedAccess.filter((directive) => exceeds(directive, typeBaseline)),
      ...[...type.fields].flatMap(([name, { derivedAccess }]) => {
        // The requirement of an interface's field already unites those of the field on all implementing types.
        const fieldBaseline = [memberCoordinate(type.name, name)];
        return derivedAccess.filter((directive) => exceeds(directive, fieldBaseline));
      }),
    ].map(notDerived);
  });
}

function notDerived({ kind, at, origin }: AccessDirective): Problem {
  return {
    code: 'MARK_INVALID',
    ...origin,
    coordinate: at,
    message: `@${kind} on the interface requires more than the types that implement it.`,
    fix: 'Put it on each type that implements the interface, and compose the supergraph again.',
  };
}
