import type { DocumentNode } from 'graphql';
import { readLinks } from '../../directives/marks/links.ts';
import { NOWHERE } from '../../directives/marks/position.ts';
import { SPEC_IDENTITY } from '../../directives/spec.ts';
import type { Coordinate } from '../../directives/coordinate.ts';
import { compileSubgraphs, type Compiled } from '../../directives/policy/compile-policy.ts';
import type { ParsedSubgraph, SubgraphSdl } from '../parse-subgraphs.ts';
import type { Place } from './finding.ts';
import { findSubjects, type Subjects } from './subjects/subjects.ts';
import { NO_HINTS, type LintHints } from './lint-hints.ts';
import { placeOf, sitesOf, type Site } from './sites.ts';

/** The configured roles; null if unknown, so that roles are not checked. */
export interface KnownRoles {
  readonly roles: readonly string[] | null;
  readonly defaultRoles: readonly string[] | null;
}

/** One subgraph, compiled without the others. */
export interface CompiledSubgraph {
  readonly subgraph: string;
  readonly document: DocumentNode;
  readonly compiled: Compiled;
}

/** The input of lint rules: the compiled graph, each subgraph alone, and the positions of definitions. */
export interface LintGraph {
  readonly compiled: Compiled;
  readonly parts: readonly CompiledSubgraph[];
  readonly roles: KnownRoles;
  /** Whether an operation is refused as a whole if its response would hold a denied value: `authorization.mode: reject`. */
  readonly refusesDenials: boolean;
  /** What the types are about, computed at the first call. */
  readonly subjects: () => Subjects;
  /** All definitions of an element, in the order of subgraphs; none for a field that an `@interfaceObject` adds. */
  readonly sites: (coordinate: Coordinate) => readonly Site[];
  /** All definitions in one subgraph, in the order of its text. */
  readonly sitesIn: (subgraph: string) => readonly Site[];
  /**
   * Where an element is defined: in the first subgraph that does not only have an `@external` copy, see `ElementMarks`,
   * and for a type or an enum value in the first subgraph that defines it.
   */
  readonly place: (coordinate: Coordinate) => Place;
}

/** Prepares compiled subgraphs for the lint rules. Invalid marks are left out; {@link lint} reports them. */
export function createLintGraph(
  {
    documents: subgraphs,
    compiled,
  }: { readonly documents: readonly ParsedSubgraph<SubgraphSdl>[]; readonly compiled: Compiled },
  roles: KnownRoles,
  hints: LintHints = NO_HINTS,
): LintGraph {
  const ordered = subgraphs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const bySubgraph = new Map(ordered.map(({ name, document }) => [name, sitesOf(name, document)]));
  const byCoordinate = new Map<Coordinate, Site[]>();
  for (const site of [...bySubgraph.values()].flat()) {
    const known = byCoordinate.get(site.coordinate);
    if (known) known.push(site);
    else byCoordinate.set(site.coordinate, [site]);
  }
  let subjects: Subjects | null = null;
  const isLinked = subgraphs.some(({ document }) =>
    readLinks(document).some(({ identity }) => identity === SPEC_IDENTITY),
  );
  const sites = (coordinate: Coordinate) => byCoordinate.get(coordinate) ?? [];
  return {
    compiled,
    parts: ordered.map((each) => ({
      subgraph: each.name,
      document: each.document,
      compiled: subgraphs.length === 1 ? compiled : compileSubgraphs([each]),
    })),
    roles,
    refusesDenials: hints.refusesDenials,
    subjects: () => (subjects ??= findSubjects(compiled, isLinked, hints)),
    sites,
    sitesIn: (subgraph) => bySubgraph.get(subgraph) ?? [],
    place: (coordinate) => {
      const origin = compiled.elementMarks.get(coordinate)?.origin ?? {
        subgraph: null,
        ...NOWHERE,
      };
      const defining = sites(coordinate).find(
        ({ subgraph }) => (origin.subgraph ?? subgraph) === subgraph,
      );
      return placeOf(defining ?? origin);
    },
  };
}
