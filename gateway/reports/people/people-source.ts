import { extractSubgraphSchema } from '../../../schema/client-schema.ts';
import { readJoinGraphs, type JoinGraph } from '../../../schema/join-graphs.ts';
import { supergraphDocument } from '../../../schema/supergraph-document.ts';
import { MAX_ANSWER_BYTES } from '../../access/relationships/relationship-client.ts';
import type { SettingProblem } from '../../platform/errors.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import { parsePeople, type KnownPeople } from './parse-people.ts';
import {
  readPeopleOperation,
  type PeopleForm,
  type PeopleOperation,
} from './read-people-operation.ts';

/** A configured operation of a subgraph that returns people. */
export interface PeopleSource {
  readonly subgraph: string;
  /** Coordinate of the argument that takes the ids or the text. */
  readonly argument: string;
  /** The keys of each person that it returns. */
  readonly keys: readonly string[];
  /**
   * Sends the operation with the gateway's own credentials. Only people in `requested` are returned; null returns all.
   */
  fetch(
    value: string | readonly string[],
    requested: ReadonlySet<string> | null,
  ): Promise<FetchedPeople>;
  close(): Promise<void>;
}

/** What a subgraph answered. */
export type FetchedPeople =
  /** Id → key → value. Unknown people are left out. */
  | { readonly kind: 'answered'; readonly people: KnownPeople }
  /** The subgraph failed, or its response has another form. */
  | { readonly kind: 'failed' }
  /** The digest or signature of the response is not the subgraph's. */
  | { readonly kind: 'rejected' };

/** An operation that is valid for its subgraph. */
export interface ValidOperation {
  readonly form: PeopleForm;
  /** The subgraph's name and URL in the supergraph. */
  readonly graph: JoinGraph;
  readonly operation: PeopleOperation;
}

/** An operation in the configuration. */
export interface ConfiguredOperation {
  readonly subgraph: string;
  readonly operation: string;
}

/**
 * Checks a list of operations of the configuration, which stands at `path`, against the graph. Adds every problem to
 * `problems`, also a key that two of the operations select.
 */
export function readPeopleOperations(
  configured: readonly ConfiguredOperation[],
  {
    path,
    form,
    supergraphSdl,
    problems,
  }: {
    readonly path: string;
    readonly form: PeopleForm;
    readonly supergraphSdl: string;
    readonly problems: SettingProblem[];
  },
): readonly ValidOperation[] {
  const valid: ValidOperation[] = [];
  for (const [place, each] of configured.entries()) {
    const read = readOne(each, form, supergraphSdl);
    if ('operation' in read) valid.push(read);
    else
      for (const { key, text } of read) problems.push({ path: `${path}[${place}].${key}`, text });
  }
  const keys = valid.flatMap(({ operation }) => operation.keys);
  const twice = keys.filter((key, place) => keys.indexOf(key) !== place);
  for (const key of new Set(twice)) {
    problems.push({ path, text: `two operations select ${key}. Keep one.` });
  }
  return valid;
}

interface KeyProblem {
  readonly key: 'subgraph' | 'operation';
  readonly text: string;
}

function readOne(
  { subgraph, operation: source }: ConfiguredOperation,
  form: PeopleForm,
  supergraphSdl: string,
): ValidOperation | readonly KeyProblem[] {
  const graphs = readJoinGraphs(supergraphDocument(supergraphSdl));
  const graph = graphs.find(({ name }) => name === subgraph);
  const schema = extractSubgraphSchema(supergraphSdl, subgraph);
  if (graph === undefined || schema === null) {
    const names = graphs.map(({ name }) => name).join(', ');
    return [{ key: 'subgraph', text: `the graph has no "${subgraph}". Name one of ${names}.` }];
  }
  const read = readPeopleOperation(source, schema, form);
  return read.ok
    ? { form, graph, operation: read.operation }
    : read.problems.map((problem) => ({ key: 'operation', text: `${problem}.` }));
}

/** Connects an operation to its subgraph. */
export function createPeopleSource(
  { form, graph, operation: { text, field, key, keys } }: ValidOperation,
  { timeoutMs, connect }: { readonly timeoutMs: number; readonly connect: ConnectSubgraph },
): PeopleSource {
  const query = JSON.stringify(text);
  const connection = { timeoutMs: 2 * timeoutMs, maxResponseBytes: MAX_ANSWER_BYTES };
  const client = connect({ ...graph, ...connection });
  const { variable, identity } = form;
  return {
    subgraph: graph.name,
    argument: `Query.${field}(${variable}:)`,
    keys,
    async fetch(value, requested) {
      const body = `{"query":${query},"variables":${JSON.stringify({ [variable]: value })}}`;
      const response = await client.query(body, null, AbortSignal.timeout(timeoutMs));
      if (response?.isRejected === true) return { kind: 'rejected' };
      // With errors, a null from an error looks the same as a null from a person without the value.
      if (response === null || response.errorPaths.length > 0) return { kind: 'failed' };
      const people = parsePeople(response.data?.[key], { identity, keys, requested });
      return people === null ? { kind: 'failed' } : { kind: 'answered', people };
    },
    close: client.close,
  };
}
