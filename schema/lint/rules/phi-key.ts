import type { Coordinate } from '../../../directives/coordinate.ts';
import { parseFieldSet } from '../../../directives/marks/field-set.ts';
import type { Mark, TypeModel } from '../../../directives/marks/graph.ts';
import { selectedCoordinates } from '../../../directives/policy/selected-coordinates.ts';
import { counterparts } from '../inherited.ts';
import type { LintGraph, Part } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { placeOf } from '../sites.ts';

/** PHI in the selection of a `@key`, and at the end of a `@patient` path. */
export const phiKey: Rule = {
  code: 'PHI_KEY',
  severity: 'warning',
  title: 'A @key or the path to a patient is PHI',
  help: `To join an object the gateway reads its key in one subgraph and sends it to another, whoever asks and whatever
their roles are: the value never reaches a caller who may not see it, but it stands in the requests, the caches and
perhaps the logs of every subgraph that knows the type. A social security number or a medical record number has no
place there. The ledger names a record by a key of its type without PHI; where there is none, by a hash with a key
derived from pseudonymKey, and without that by nothing. It names a patient by the value of the @patient path as it
is. Use an identifier that means nothing outside the system, or say what it is:
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
  const ends = patientEnds(graph);
  return [...new Set([...keyedTypes.keys(), ...ends.keys()])].map((at) =>
    foundAt(at, graph, {
      keyed: [...(keyedTypes.get(at) ?? [])],
      patientsOf: [...(ends.get(at) ?? [])],
    }),
  );
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
  return above.findLast((each) => compiled.elementMarks.get(each)?.own.some(isPhi)) ?? at;
}

function isPhi({ kind }: Mark): boolean {
  return kind === 'phi';
}

/** PHI at the end of a `@patient` path → the types whose records it names in the ledger. */
function patientEnds(graph: LintGraph): ReadonlyMap<Coordinate, ReadonlySet<string>> {
  const { graph: whole, hierarchy, policy } = graph.compiled;
  const ends = new Map<Coordinate, Set<string>>();
  for (const [name, path] of policy.patients) {
    const selection = parseFieldSet(path.reduceRight((below, field) => `${field} { ${below} }`));
    const type = whole.types.get(name);
    const read = type && selection ? selectedCoordinates(type, selection, hierarchy) : [];
    const end = read.at(-1);
    if (end === undefined || policy.requirements.get(end)?.phi !== true) continue;
    const marked = markedAt(end, graph);
    ends.set(marked, (ends.get(marked) ?? new Set()).add(name));
  }
  return ends;
}

/** The types that a PHI value is a key of, and those whose patient it is. */
interface Uses {
  readonly keyed: readonly string[];
  readonly patientsOf: readonly string[];
}

function foundAt(coordinate: Coordinate, graph: LintGraph, uses: Uses): Found {
  const { policy, elementMarks } = graph.compiled;
  const mark = elementMarks.get(coordinate)?.own.find(isPhi);
  const site = graph.sites(coordinate).find((each) => each.subgraph === mark?.origin.subgraph);
  const hashed = uses.keyed.filter((type) => policy.recordKeys.get(type)?.isHashed);
  const facts = [
    ...(uses.keyed.length > 0
      ? [
          `in the @key of ${uses.keyed.join(', ')}: its value goes from subgraph to subgraph, whoever asks`,
        ]
      : []),
    ...(hashed.length > 0
      ? [`the record key of ${hashed.join(', ')}: the ledger holds a keyed hash of it`]
      : []),
    ...(uses.patientsOf.length > 0
      ? [`the patient of ${uses.patientsOf.join(', ')}: the ledger holds its value`]
      : []),
  ];
  return {
    coordinate,
    place: site ? placeOf(site) : graph.place(coordinate),
    message: `${coordinate} is PHI, and ${facts.join('; ')}.`,
    mend: 'Use an identifier that is no PHI, or say above it why this one may be.',
  };
}
