import { parse } from 'graphql';
import { subgraphSchema } from '../../../../schema/client-schema.ts';
import { StartError } from '../../../errors.ts';
import { createSubgraphClient } from '../../../execution/subgraph-client.ts';
import type { SignRequest } from '../../../identity/create-sign-request.ts';
import { MAX_ANSWER_BYTES, PATIENTS_PER_CALL } from '../../../relationships/ask.ts';
import { readJoinGraphs } from '../../../supergraph/join-graphs.ts';
import type { FactsConfig } from './facts-config.ts';
import { parsePeople } from './parse-people.ts';
import { identityKey, readFactsOperation, type FactsAbout } from './read-facts-operation.ts';

/** One configured operation, ready to be asked. */
export interface FactAsker {
  readonly about: FactsAbout;
  readonly subgraph: string;
  /** Coordinate of the argument that names people. */
  readonly argument: string;
  readonly facts: readonly string[];
  /** Facts of those who are known; null where there was no such answer. As the gateway, for nobody else. */
  ask(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, string | null>> | null>;
  close(): Promise<void>;
}

/** What asking needs of the rest of the gateway. */
export interface FactParts {
  readonly supergraphSdl: string;
  readonly sign: SignRequest | null;
}

/** Opens all operations. Throws a `StartError` with everything that is wrong with them. */
export function createFactAskers(config: FactsConfig, parts: FactParts): readonly FactAsker[] {
  const problems: string[] = [];
  const askers: FactAsker[] = [];
  for (const about of ['patients', 'actors'] as const) {
    for (const [place, each] of config[about].entries()) {
      const path = `admin.facts.${about}[${place}]`;
      const made = createAsker({ ...each, about, timeoutMs: config.timeoutMs }, parts);
      if (Array.isArray(made)) problems.push(...made.map((problem) => `${path}${problem}.`));
      else if ('ask' in made) askers.push(made);
    }
    const own = askers.filter((asker) => asker.about === about).flatMap(({ facts }) => facts);
    const twice = own.filter((fact, place) => own.indexOf(fact) !== place);
    for (const fact of new Set(twice)) {
      problems.push(`admin.facts.${about}: two operations select ${fact}. Keep one.`);
    }
  }
  if (problems.length > 0) throw new StartError(problems);
  return askers;
}

function createAsker(
  {
    about,
    subgraph,
    operation: source,
    timeoutMs,
  }: FactsConfig['patients'][number] & {
    readonly about: FactsAbout;
    readonly timeoutMs: number;
  },
  { supergraphSdl, sign }: FactParts,
): FactAsker | readonly string[] {
  const graphs = readJoinGraphs(parse(supergraphSdl));
  const graph = graphs.find(({ name }) => name === subgraph);
  const schema = subgraphSchema(supergraphSdl, subgraph);
  if (graph === undefined || schema === null) {
    const names = graphs.map(({ name }) => name).join(', ');
    return [`.subgraph: the graph has no "${subgraph}". Name one of ${names}`];
  }
  const read = readFactsOperation(source, schema, about);
  if (!read.ok) return read.problems.map((problem) => `.operation: ${problem}`);
  const { text, field, key, facts } = read.operation;
  const query = JSON.stringify(text);
  const connection = { timeoutMs: 2 * timeoutMs, maxResponseBytes: MAX_ANSWER_BYTES };
  const client = createSubgraphClient({ ...graph, ...connection, sign });
  const identity = identityKey(about);
  const askSome = async (ids: readonly string[]) => {
    const body = `{"query":${query},"variables":${JSON.stringify({ [about]: ids })}}`;
    const answer = await client.post(body, null, AbortSignal.timeout(timeoutMs));
    // What is null for an error's sake can't be told from what is nothing.
    if (answer === null || answer.errorPaths.length > 0) return null;
    return parsePeople(answer.data?.[key], { identity, facts, asked: new Set(ids) });
  };
  return {
    about,
    subgraph,
    argument: `Query.${field}(${about}:)`,
    facts,
    async ask(ids) {
      const people = new Map<string, ReadonlyMap<string, string | null>>();
      for (let at = 0; at < ids.length; at += PATIENTS_PER_CALL) {
        const some = await askSome(ids.slice(at, at + PATIENTS_PER_CALL));
        if (some === null) return null;
        for (const [who, known] of some) people.set(who, known);
      }
      return people;
    },
    close: client.close,
  };
}
