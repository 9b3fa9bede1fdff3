import { conjunction, implies, type Alternatives } from '../marks/alternatives.ts';
import { isObject, type AccessMark, type Graph } from '../marks/graph.ts';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import type { Problem } from '../marks/problem.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Requirement } from './policy.ts';

/**
 * Reports access control on a supergraph's interfaces that no implementer asks for. Composition derives what
 * stands there from the implementers, which are judged themselves; anything beyond was written by somebody
 * for the interface alone, so that whoever selects on the implementers would walk around it.
 */
export function checkDerived(
  graph: Graph,
  hierarchy: Hierarchy,
  requirements: ReadonlyMap<Coordinate, Requirement>,
): Problem[] {
  const asked = (at: Coordinate, kind: AccessMark['kind']): readonly Alternatives[] => {
    const requirement = requirements.get(at);
    if (kind === 'policy') return requirement?.policies ?? [];
    return requirement?.scopes ?? [];
  };
  const goesBeyond = (mark: AccessMark, needed: readonly Coordinate[]): boolean =>
    mark.kind !== 'authenticated' &&
    !implies(conjunction(needed.flatMap((at) => asked(at, mark.kind))), mark.anyOf);

  return [...graph.types.values()].flatMap((type) => {
    const objects = hierarchy.below(type).filter(isObject);
    if (objects.length === 0) return [];
    const types = objects.map((each) => typeCoordinate(each.name));
    return [
      ...type.derived.filter((mark) => goesBeyond(mark, types)),
      ...[...type.fields].flatMap(([name, { derived }]) =>
        derived.filter((mark) => goesBeyond(mark, [memberCoordinate(type.name, name)])),
      ),
    ].map(notDerived);
  });
}

function notDerived({ kind, at, origin }: AccessMark): Problem {
  return {
    code: 'MARK_INVALID',
    ...origin,
    coordinate: at,
    message: `@${kind} on the interface asks for more than the types that implement it do.`,
    mend: 'Put it on each type that implements the interface, and compose the supergraph again.',
  };
}
