import { Kind, type DocumentNode } from 'graphql';
import type { Alternatives } from '../marks/alternatives.ts';
import { canonicalSubgraph, canonicalSupergraph } from '../marks/canonical.ts';
import { SPEC_VERSIONS, type SpecVersions } from '../marks/spec-versions.ts';
import { checkAccessLinks } from '../marks/check-access-links.ts';
import { checkExternalMarks } from '../marks/check-external.ts';
import type { Coordinate } from '../coordinate.ts';
import type { Graph, TypeModel } from '../marks/graph.ts';
import { dateScalarsOf, NO_DATE_SCALARS, type DateScalars } from './date-format.ts';
import { checkDerivedAccess } from './check-derived-access.ts';
import { checkRequires } from './check-requires.ts';
import { createTypeHierarchy, type TypeHierarchy } from './type-hierarchy.ts';
import { collectElementMarks, type ElementMarks } from './element-marks.ts';
import { patientsOf } from './patients.ts';
import { policyHash } from './policy-hash.ts';
import type { Policy, Requirement } from './policy.ts';
import type { Problem } from '../marks/problem.ts';
import { readInto, type Dialect, type Reading } from '../marks/read-graph.ts';
import { typeNodes, type TypeNode } from '../marks/schema-elements.ts';
import { recordKeysOf } from './record-keys.ts';
import { mergeRequirements } from './requirements.ts';
import { subgraphDialect } from '../marks/subgraph-dialect.ts';
import { supergraphDialect } from '../marks/supergraph-dialect.ts';

/** A subgraph's name and schema. */
export interface SubgraphDocument {
  readonly name: string;
  readonly document: DocumentNode;
}

/**
 * A compiled graph: its policy, and what the policy was compiled from. The policy may be served only if there are no
 * problems.
 */
export interface Compiled extends GraphMarks {
  readonly policy: Policy;
  /** The custom scalars whose dates YEAR can show. */
  readonly dateScalars: DateScalars;
  readonly problems: readonly Problem[];
}

/** What a policy is compiled from. */
export interface GraphMarks {
  readonly graph: Graph;
  readonly hierarchy: TypeHierarchy;
  /** The marks before merging, for explanations and lint rules. */
  readonly elementMarks: ReadonlyMap<Coordinate, ElementMarks>;
}

/** Compiles the policy of a composed graph from its supergraph schema. */
export function compileSupergraph(
  supergraph: DocumentNode,
  dateScalars: DateScalars = NO_DATE_SCALARS,
  versions: SpecVersions = SPEC_VERSIONS,
): Compiled {
  const { document, problems } = canonicalSupergraph(supergraph, versions);
  const reading = emptyReading();
  const all = [...problems, ...checkAccessLinks(supergraph)];
  reading.problems.push(...all.map((problem) => ({ ...problem, subgraph: null })));
  readInto(reading, document, supergraphDialect(document, reading.problems));
  return compile(reading, dateScalars);
}

/** Compiles the same policy from the subgraphs' own schemas. A mark that composition would drop is a problem. */
export function compileSubgraphs(
  subgraphs: readonly SubgraphDocument[],
  dateScalars: DateScalars = NO_DATE_SCALARS,
  versions: SpecVersions = SPEC_VERSIONS,
): Compiled {
  const reading = emptyReading();
  const read = subgraphs.toSorted(byName).map(({ name, document: written }) => {
    const { document, problems } = canonicalSubgraph(written, versions);
    const all = [...problems, ...checkAccessLinks(written)];
    reading.problems.push(...all.map((problem) => ({ ...problem, subgraph: name })));
    const dialect = subgraphDialect(name, document, reading.problems);
    readInto(reading, document, dialect);
    return { document, dialect };
  });
  declareObjectTypes(reading.graph, read);
  return compile(reading, dateScalars);
}

/**
 * An interface that is an `@interfaceObject` in some subgraph, but that no type implements, is an object type in the
 * composed graph. It has only the keys of the `@interfaceObject`: where it is an interface, no type resolves them.
 */
function declareObjectTypes(
  { types }: Graph,
  read: readonly { readonly document: DocumentNode; readonly dialect: Dialect }[],
): void {
  const above = new Set([...types.values()].flatMap(({ interfaces }) => [...interfaces]));
  for (const { name, kinds, interfaces, keys } of types.values()) {
    const isBoth = kinds.has('interface') && kinds.has('object');
    if (!isBoth || interfaces.size > 0 || above.has(name)) continue;
    kinds.delete('interface');
    const ofObjects = read.flatMap(({ document, dialect }) =>
      typeNodes(document)
        .filter((node) => dialect.nameOf(node.name.value) === name && !isInterfaceNode(node))
        .flatMap((node) => dialect.keysOf(node)),
    );
    keys.splice(0, keys.length, ...ofObjects);
  }
}

function isInterfaceNode({ kind }: TypeNode): boolean {
  return kind === Kind.INTERFACE_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_EXTENSION;
}

/** Collects the marks of a graph that was read before. */
export function collectMarks(graph: Graph): GraphMarks {
  const hierarchy = createTypeHierarchy(graph);
  return { graph, hierarchy, elementMarks: collectElementMarks(graph, hierarchy) };
}

function emptyReading(): Reading {
  return { graph: { types: new Map() }, problems: [], externalMarks: [] };
}

/** Composition reads subgraphs in this order. A type's first key is then the same in a supergraph and its subgraphs. */
function byName(a: SubgraphDocument, b: SubgraphDocument): number {
  return a.name < b.name ? -1 : 1;
}

function compile(reading: Reading, declared: DateScalars): Compiled {
  const { graph } = reading;
  const dateScalars = dateScalarsOf(graph, declared);
  const { hierarchy, elementMarks } = collectMarks(graph);
  const merged = mergeRequirements(elementMarks, dateScalars);
  const patients = patientsOf(graph, hierarchy);
  const content = {
    requirements: merged.requirements,
    patients: patients.paths,
    patientInputs: patients.inputs,
    ...recordKeysOf(
      { graph, hierarchy, elementMarks },
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
    elementMarks,
    dateScalars,
    problems: [
      ...reading.problems,
      ...checkExternalMarks(graph, reading.externalMarks),
      ...merged.problems,
      ...checkRequires(graph, hierarchy),
      ...checkDerivedAccess(graph, hierarchy, merged.requirements),
      ...patients.problems,
    ],
  };
}

/**
 * The names of input object types and enums, without those of specifications, such as `join__Graph`: a supergraph and
 * its subgraphs contain different ones.
 */
function inputTypesOf(graph: Graph): Set<string> {
  const names = [...graph.types.values()].filter(isInputOrEnum).map((type) => type.name);
  return new Set(names.filter((name) => !/^(?:join|link|phi)__/.test(name)));
}

function isInputOrEnum({ kinds }: TypeModel): boolean {
  return kinds.has('input') || kinds.has('enum');
}

/** Every role that a `@role` names. */
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

/** Every scope or policy that a requirement names. */
function namesOf(
  requirements: ReadonlyMap<Coordinate, Requirement>,
  alternativesOf: (requirement: Requirement) => readonly Alternatives[],
): string[] {
  const names = [...requirements.values()].flatMap((each) => alternativesOf(each).flat(2));
  return [...new Set(names)].toSorted();
}
