import type { DocumentNode } from 'graphql';
import type { Alternatives } from '../marks/alternatives.ts';
import { canonicalSubgraph, canonicalSupergraph } from '../marks/canonical.ts';
import { SPEC_VERSIONS, type SpecVersions } from '../marks/spec-versions.ts';
import { checkAccessLinks } from '../marks/check-access-links.ts';
import { checkExternalMarks } from '../marks/check-external.ts';
import type { Coordinate } from '../coordinate.ts';
import type { Graph, TypeModel } from '../marks/graph.ts';
import { checkDerived } from './check-derived.ts';
import { checkSources } from './check-sources.ts';
import { hierarchyOf, type Hierarchy } from './hierarchy.ts';
import { needsOf, type Need } from './needs.ts';
import { patientsOf } from './patients.ts';
import { policyHash } from './policy-hash.ts';
import type { Policy, Requirement } from './policy.ts';
import type { Problem } from '../marks/problem.ts';
import { readInto, type Reading } from '../marks/read-graph.ts';
import { recordKeysOf } from './record-keys.ts';
import { mergeRequirements } from './requirements.ts';
import { subgraphDialect } from '../marks/subgraph-dialect.ts';
import { supergraphDialect } from '../marks/supergraph-dialect.ts';

/** A subgraph's name and schema. */
export interface SubgraphDocument {
  readonly name: string;
  readonly document: DocumentNode;
}

/** What could be read of the marks, and everything that keeps them from being served. */
export interface Compiled {
  readonly policy: Policy;
  readonly graph: Graph;
  readonly hierarchy: Hierarchy;
  readonly needs: ReadonlyMap<Coordinate, Need>;
  readonly problems: readonly Problem[];
}

/**
 * Compiles the policy of a composed graph from its supergraph schema. With any problem, a mark can't be read as
 * it was meant, and the policy must not be served.
 */
export function compileSupergraph(
  supergraph: DocumentNode,
  versions: SpecVersions = SPEC_VERSIONS,
): Compiled {
  const { document, findings } = canonicalSupergraph(supergraph, versions);
  const reading = emptyReading();
  const found = [...findings, ...checkAccessLinks(supergraph)];
  reading.problems.push(...found.map((finding) => ({ ...finding, subgraph: null })));
  readInto(reading, document, supergraphDialect(document, reading.problems));
  return compile(reading);
}

/**
 * Compiles the same policy from the schemas of the subgraphs themselves, which composition has not touched: a
 * mark that composition would lose is a problem too.
 */
export function compileSubgraphs(
  subgraphs: readonly SubgraphDocument[],
  versions: SpecVersions = SPEC_VERSIONS,
): Compiled {
  const reading = emptyReading();
  for (const { name, document: source } of subgraphs.toSorted(byName)) {
    const { document, findings } = canonicalSubgraph(source, versions);
    const found = [...findings, ...checkAccessLinks(source)];
    reading.problems.push(...found.map((finding) => ({ ...finding, subgraph: name })));
    readInto(reading, document, subgraphDialect(name, document, reading.problems));
  }
  return compile(reading);
}

function emptyReading(): Reading {
  return { graph: { types: new Map() }, problems: [], externalMarks: [] };
}

/** Composition takes subgraphs in the order of their names, so first keys agree. */
function byName(a: SubgraphDocument, b: SubgraphDocument): number {
  return a.name < b.name ? -1 : 1;
}

function compile(reading: Reading): Compiled {
  const { graph } = reading;
  const hierarchy = hierarchyOf(graph);
  const needs = needsOf(graph, hierarchy);
  const merged = mergeRequirements(needs);
  const patients = patientsOf(graph, hierarchy);
  const content = {
    requirements: merged.requirements,
    patients: patients.paths,
    patientInputs: patients.inputs,
    ...recordKeysOf(
      { graph, hierarchy, needs },
      { requirements: merged.requirements, patients: patients.paths },
    ),
    inputTypes: inputTypesOf(graph),
    roles: rolesOf(graph),
    scopes: namesOf(merged.requirements, ({ scopes }) => scopes),
    policies: namesOf(merged.requirements, ({ policies }) => policies),
  };
  return {
    policy: Object.freeze({ ...content, hash: policyHash(content) }),
    graph,
    hierarchy,
    needs,
    problems: [
      ...reading.problems,
      ...checkExternalMarks(graph, reading.externalMarks),
      ...merged.problems,
      ...checkSources(graph, hierarchy),
      ...checkDerived(graph, hierarchy, merged.requirements),
      ...patients.problems,
    ],
  };
}

/** Without the types of specifications, of which each form of a graph has its own. */
function inputTypesOf(graph: Graph): Set<string> {
  const names = [...graph.types.values()].filter(hasInputMembers).map((type) => type.name);
  return new Set(names.filter((name) => !/^(?:join|link|phi)__/.test(name)));
}

function hasInputMembers({ kinds }: TypeModel): boolean {
  return kinds.has('input') || kinds.has('enum');
}

function rolesOf(graph: Graph): string[] {
  const roles = new Set<string>();
  for (const type of graph.types.values()) {
    const fields = [...type.fields.values()];
    const marks = [
      ...type.marks,
      ...[...type.values.values()].flat(),
      ...fields.flatMap((field) => [
        ...field.marks,
        ...[...field.arguments.values()].flatMap((argument) => argument.marks),
      ]),
    ];
    for (const mark of marks) {
      if (mark.kind !== 'role') continue;
      for (const role of [...mark.anyOf, ...mark.deidentified]) roles.add(role);
    }
  }
  return [...roles].toSorted();
}

/** What any requirement names: nothing else can decide. */
function namesOf(
  requirements: ReadonlyMap<Coordinate, Requirement>,
  needed: (requirement: Requirement) => readonly Alternatives[],
): string[] {
  const names = [...requirements.values()].flatMap((each) => needed(each).flat(2));
  return [...new Set(names)].toSorted();
}
