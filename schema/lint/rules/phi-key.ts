import type { Coordinate } from '../../../directives/coordinate.ts';
import { parseFieldSet } from '../../../directives/marks/field-set.ts';
import type { Mark, TypeModel } from '../../../directives/marks/graph.ts';
import { selectedCoordinates } from '../../../directives/policy/selected-coordinates.ts';
import { counterparts } from '../inherited.ts';
import type { LintGraph, Part } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { placeOf } from '../sites.ts';

/** PHI in the selection of a `@key`. */
export const phiKey: Rule = {
  code: 'PHI_KEY',
  severity: 'warning',
  title: 'A @key is PHI',
  help: `To join an object the gateway reads its key in one subgraph and sends it to another, whoever asks and whatever
their roles are: the value never reaches a caller who may not see it, but it stands in the requests, the caches and
perhaps the logs of every subgraph that knows the type. A social security number or a medical record number has no
place there. Use an identifier that means nothing outside the system, or say what it is:
# phi-gateway-ignore PHI_KEY: why.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { policy } = graph.compiled;
  const keyedTypes = new Map<Coordinate, Set<string>>();
  for (const part of graph.parts) {
    for (const type of part.compiled.graph.types.values()) {
      for (const at of keyed(type, part)) {
        if (policy.requirements.get(at)?.phi !== true) continue;
        const marked = markedAt(at, graph);
        keyedTypes.set(marked, (keyedTypes.get(marked) ?? new Set()).add(type.name));
      }
    }
  }
  return [...keyedTypes].map(([at, types]) => foundAt(at, [...types], graph));
}

function keyed(type: TypeModel, { compiled }: Part): readonly Coordinate[] {
  return type.keys.flatMap((key) => {
    const selection = parseFieldSet(key);
    return selection ? selectedCoordinates(type, selection, compiled.hierarchy) : [];
  });
}

/** Where the decision was made that a key is PHI: for a field that an interface marks, there. */
function markedAt(at: Coordinate, { compiled }: LintGraph): Coordinate {
  const above = counterparts(at, compiled.hierarchy);
  return above.findLast((each) => compiled.needs.get(each)?.own.some(isPhi)) ?? at;
}

function isPhi({ kind }: Mark): boolean {
  return kind === 'phi';
}

function foundAt(coordinate: Coordinate, types: readonly string[], graph: LintGraph): Found {
  const mark = graph.compiled.needs.get(coordinate)?.own.find(isPhi);
  const site = graph.sites(coordinate).find((each) => each.subgraph === mark?.origin.subgraph);
  return {
    coordinate,
    place: site ? placeOf(site) : graph.place(coordinate),
    message: `${coordinate} is PHI and in the @key of ${types.join(', ')}: its value goes from subgraph to subgraph, whoever asks.`,
    mend: 'Use a key that is no PHI, or say above it why this one may be.',
  };
}
