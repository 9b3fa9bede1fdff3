import { conjunction, implies, type Alternatives } from '../marks/alternatives.ts';
import { isObject, type AccessDirective, type Graph } from '../marks/graph.ts';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import type { Problem } from '../marks/problem.ts';
import type { TypeHierarchy } from './type-hierarchy.ts';
import type { Requirement } from './policy.ts';

/**
 * Reports access control on a supergraph's interfaces that their implementers don't require. Composition derives an
 * interface's access control from its implementers. Anything more was written for the interface alone, and a client
 * could avoid it by selecting on the implementers.
 */
export function checkDerivedAccess(
  graph: Graph,
  hierarchy: TypeHierarchy,
  requirements: ReadonlyMap<Coordinate, Requirement>,
): Problem[] {
  const required = (at: Coordinate, kind: AccessDirective['kind']): readonly Alternatives[] => {
    const requirement = requirements.get(at);
    if (kind === 'policy') return requirement?.policies ?? [];
    return requirement?.scopes ?? [];
  };
  const exceeds = (mark: AccessDirective, implementers: readonly Coordinate[]): boolean =>
    mark.kind !== 'authenticated' &&
    !implies(conjunction(implementers.flatMap((at) => required(at, mark.kind))), mark.anyOf);

  return [...graph.types.values()].flatMap((type) => {
    const objects = hierarchy.subtypes(type).filter(isObject);
    if (objects.length === 0) return [];
    const types = objects.map((each) => typeCoordinate(each.name));
    return [
      ...type.derivedAccess.filter((mark) => exceeds(mark, types)),
      ...[...type.fields].flatMap(([name, { derivedAccess }]) =>
        derivedAccess.filter((mark) => exceeds(mark, [memberCoordinate(type.name, name)])),
      ),
    ].map(notDerived);
  });
}

function notDerived({ kind, at, origin }: AccessDirective): Problem {
  return {
    code: 'MARK_INVALID',
    ...origin,
    coordinate: at,
    message: `@${kind} on the interface requires more than the types that implement it.`,
    mend: 'Put it on each type that implements the interface, and compose the supergraph again.',
  };
}
