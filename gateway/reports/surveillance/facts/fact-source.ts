import { extractSubgraphSchema } from '../../../../schema/client-schema.ts';
import { SettingsError, type SettingProblem } from '../../../platform/errors.ts';
import type { ConnectSubgraph } from '../../../platform/subgraph/connect-subgraph.ts';
import {
  MAX_ANSWER_BYTES,
  PATIENTS_PER_CALL,
} from '../../../access/relationships/relationship-client.ts';
import { readJoinGraphs, type JoinGraph } from '../../../../schema/join-graphs.ts';
import { supergraphDocument } from '../../../../schema/supergraph-document.ts';
import type { FactsConfig } from './facts-config.ts';
import { parsePeople } from './parse-people.ts';
import {
  identityKey,
  readFactsOperation,
  type FactsAbout,
  type FactsOperation,
} from './read-facts-operation.ts';

/** One configured operation of a subgraph that returns facts about patients or actors. */
export interface FactSource {
  readonly about: FactsAbout;
  readonly subgraph: string;
  /** Coordinate of the argument that takes the ids. */
  readonly argument: string;
  readonly facts: readonly string[];
  /** Fetches facts with the gateway's own credentials. */
  fetch(ids: readonly string[]): Promise<FetchedFacts>;
  close(): Promise<void>;
}

/** What a subgraph answered. */
export type FetchedFacts =
  /** Id → fact → value. Unknown people are left out. */
  | { readonly kind: 'answered'; readonly people: ReadonlyMap<string, KnownFacts> }
  /** The subgraph failed, or its response has another form. */
  | { readonly kind: 'failed' }
  /** The digest or signature of the response is not the subgraph's. */
  | { readonly kind: 'rejected' };

/** Fact → value. */
type KnownFacts = ReadonlyMap<string, string | null>;

export interface FactSourceDependencies {
  readonly supergraphSdl: string;
  readonly connect: ConnectSubgraph;
}

/** Opens all operations. Throws a `SettingsError` with every problem in them. */
export function createFactSources(
  config: FactsConfig,
  { supergraphSdl, connect }: FactSourceDependencies,
): readonly FactSource[] {
  const { timeoutMs } = config;
  return readOperations(config, supergraphSdl).map((read) =>
    createFactSource(read, { timeoutMs, connect }),
  );
}

/** Checks all operations against the graph without sending requests. Throws as {@link createFactSources} does. */
export function assertFactOperations(config: FactsConfig, supergraphSdl: string): void {
  readOperations(config, supergraphSdl);
}

/** An operation that is valid for its subgraph. */
interface ReadOperation {
  readonly about: FactsAbout;
  /** The subgraph's name and URL in the supergraph. */
  readonly graph: JoinGraph;
  readonly operation: FactsOperation;
}

function readOperations(config: FactsConfig, supergraphSdl: string): readonly ReadOperation[] {
  const problems: SettingProblem[] = [];
  const operations: ReadOperation[] = [];
  for (const about of ['patients', 'actors'] as const) {
    const path = `admin.facts.${about}`;
    for (const [place, each] of config[about].entries()) {
      const read = readOne({ ...each, about }, supergraphSdl);
      if ('operation' in read) operations.push(read);
      else
        for (const { key, text } of read) problems.push({ path: `${path}[${place}].${key}`, text });
    }
    const own = operations
      .filter((read) => read.about === about)
      .flatMap(({ operation: { facts } }) => facts);
    const twice = own.filter((fact, place) => own.indexOf(fact) !== place);
    for (const fact of new Set(twice)) {
      problems.push({ path, text: `two operations select ${fact}. Keep one.` });
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return operations;
}

interface KeyProblem {
  readonly key: 'subgraph' | 'operation';
  readonly text: string;
}

function readOne(
  {
    about,
    subgraph,
    operation: source,
  }: FactsConfig['patients'][number] & { readonly about: FactsAbout },
  supergraphSdl: string,
): ReadOperation | readonly KeyProblem[] {
  const graphs = readJoinGraphs(supergraphDocument(supergraphSdl));
  const graph = graphs.find(({ name }) => name === subgraph);
  const schema = extractSubgraphSchema(supergraphSdl, subgraph);
  if (graph === undefined || schema === null) {
    const names = graphs.map(({ name }) => name).join(', ');
    return [{ key: 'subgraph', text: `the graph has no "${subgraph}". Name one of ${names}.` }];
  }
  const read = readFactsOperation(source, schema, about);
  return read.ok
    ? { about, graph, operation: read.operation }
    : read.problems.map((problem) => ({ key: 'operation', text: `${problem}.` }));
}

function createFactSource(
  { about, graph, operation: { text, field, key, facts } }: ReadOperation,
  { timeoutMs, connect }: { readonly timeoutMs: number; readonly connect: ConnectSubgraph },
): FactSource {
  const query = JSON.stringify(text);
  const connection = { timeoutMs: 2 * timeoutMs, maxResponseBytes: MAX_ANSWER_BYTES };
  const client = connect({ ...graph, ...connection });
  const identity = identityKey(about);
  const fetchSome = async (ids: readonly string[]): Promise<FetchedFacts> => {
    const body = `{"query":${query},"variables":${JSON.stringify({ [about]: ids })}}`;
    const response = await client.query(body, null, AbortSignal.timeout(timeoutMs));
    if (response?.isRejected === true) return { kind: 'rejected' };
    // With errors, a null from an error looks the same as a null from a person without the value.
    if (response === null || response.errorPaths.length > 0) return { kind: 'failed' };
    const requested = new Set(ids);
    const people = parsePeople(response.data?.[key], { identity, facts, requested });
    return people === null ? { kind: 'failed' } : { kind: 'answered', people };
  };
  return {
    about,
    subgraph: graph.name,
    argument: `Query.${field}(${about}:)`,
    facts,
    async fetch(ids) {
      const people = new Map<string, KnownFacts>();
      for (let at = 0; at < ids.length; at += PATIENTS_PER_CALL) {
        const some = await fetchSome(ids.slice(at, at + PATIENTS_PER_CALL));
        if (some.kind !== 'answered') return some;
        for (const [id, known] of some.people) people.set(id, known);
      }
      return { kind: 'answered', people };
    },
    close: client.close,
  };
}
