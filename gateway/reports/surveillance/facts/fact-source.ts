import { SettingsError, type SettingProblem } from '../../../platform/errors.ts';
import type { ConnectSubgraph } from '../../../platform/subgraph/connect-subgraph.ts';
import { PATIENTS_PER_CALL } from '../../../access/relationships/relationship-client.ts';
import {
  createPeopleSource,
  readPeopleOperations,
  type FetchedPeople,
  type ValidOperation,
} from '../../people/people-source.ts';
import type { FactsConfig } from './facts-config.ts';
import { FACTS_FORMS, type FactsAbout } from './facts-forms.ts';

/** One configured operation of a subgraph that returns facts about patients or actors. */
export interface FactSource {
  readonly about: FactsAbout;
  readonly subgraph: string;
  /** Coordinate of the argument that takes the ids. */
  readonly argument: string;
  readonly facts: readonly string[];
  /** Fetches facts with the gateway's own credentials. */
  fetch(ids: readonly string[]): Promise<FetchedPeople>;
  close(): Promise<void>;
}

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

/** An operation, with the kind of people that it is about. */
interface FactsOperation extends ValidOperation {
  readonly about: FactsAbout;
}

function readOperations(config: FactsConfig, supergraphSdl: string): readonly FactsOperation[] {
  const problems: SettingProblem[] = [];
  const operations = (['patients', 'actors'] as const).flatMap((about) => {
    const list = { path: `admin.facts.${about}`, form: FACTS_FORMS[about] };
    const valid = readPeopleOperations(config[about], { ...list, supergraphSdl, problems });
    return valid.map((each) => ({ ...each, about }));
  });
  if (problems.length > 0) throw new SettingsError(problems);
  return operations;
}

function createFactSource(
  operation: FactsOperation,
  options: { readonly timeoutMs: number; readonly connect: ConnectSubgraph },
): FactSource {
  const source = createPeopleSource(operation, options);
  return {
    about: operation.about,
    subgraph: source.subgraph,
    argument: source.argument,
    facts: source.keys,
    async fetch(ids) {
      const people = new Map<string, ReadonlyMap<string, string | null>>();
      for (let at = 0; at < ids.length; at += PATIENTS_PER_CALL) {
        const some = ids.slice(at, at + PATIENTS_PER_CALL);
        const fetched = await source.fetch(some, new Set(some));
        if (fetched.kind !== 'answered') return fetched;
        for (const [id, known] of fetched.people) people.set(id, known);
      }
      return { kind: 'answered', people };
    },
    close: () => source.close(),
  };
}
