import type { Coordinate } from '../../../directives/coordinate.ts';
import { parseFieldSet } from '../../../directives/marks/field-set.ts';
import type { Mark, TypeModel } from '../../../directives/marks/graph.ts';
import { selectedCoordinates } from '../../../directives/policy/selected-coordinates.ts';
import { counterparts } from '../inherited.ts';
import type { LintGraph, CompiledSubgraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { placeOf } from '../sites.ts';

/** PHI in a `@key`, and at the end of a `@patient` path. */
export const phiKey: Rule = {
  code: 'PHI_KEY',
  severity: 'warning',
  title: 'A @key or the path to a patient is PHI',
  help: `To join an object, the gateway reads its key from one subgraph and sends it to another, independently of the caller's
roles. The value never reaches a caller who may not see it, but it is in the requests, the caches and perhaps the logs of
every subgraph with the type. A social security number or a medical record number doesn't belong there. The ledger
identifies a record by a key without PHI; if the type has none, by a hash with a key derived from pseudonymKey, or not at
all without one. It contains a patient's id, the value of the @patient path, unchanged. Use an identifier without a
meaning outside the system, or give a reason: # phi-gateway-ignore PHI_KEY: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { policy } = graph.compiled;
  const keyedTypes = new Map<Coordinate, Set<string>>();
  for (const part of graph.parts) {
    for (const type of part.compiled.graph.types.values()) {
      for (const at of keyFieldsOf(type, part)) {
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

/** The fields in the keys of a type. */
export function keyFieldsOf(
  type: TypeModel,
  { compiled }: CompiledSubgraph,
): readonly Coordinate[] {
  return type.keys.flatMap((key) => {
    const selection = parseFieldSet(key);
    return selection ? selectedCoordinates(type, selection, compiled.hierarchy) : [];
  });
}

/** The element with the mark that makes a key PHI: the field itself or the same field of an interface. */
function markedAt(at: Coordinate, { compiled }: LintGraph): Coordinate {
  const above = counterparts(at, compiled.hierarchy);
  return above.findLast((each) => compiled.elementMarks.get(each)?.own.some(isPhi)) ?? at;
}

function isPhi({ kind }: Mark): boolean {
  return kind === 'phi';
}

/** PHI at the end of a `@patient` path → the types with this path. */
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

/** The types that have a PHI value as their key, and those that have it as their patient id. */
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
      ? [`in the @key of ${uses.keyed.join(', ')}: subgraphs receive its value for every caller`]
      : []),
    ...(hashed.length > 0
      ? [`the ledger stores a keyed hash of it as the record key of ${hashed.join(', ')}`]
      : []),
    ...(uses.patientsOf.length > 0
      ? [`the patient id of ${uses.patientsOf.join(', ')}: the ledger contains its value`]
      : []),
  ];
  return {
    coordinate,
    place: site ? placeOf(site) : graph.place(coordinate),
    message: `${coordinate} is PHI, and ${facts.join('; ')}.`,
    fix: 'Use an identifier that is not PHI, or give a reason above it.',
  };
}
