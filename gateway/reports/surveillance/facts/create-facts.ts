import type { People } from './person-facts.ts';
import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import { LRUCache } from 'lru-cache';
import type { Ledger } from '../../../audit/append/ledger.ts';
import { GatewayError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log.ts';
import { writeActor } from '../../index/actors.ts';
import { parseActor } from '../../index/parse-actor.ts';
import type { FactAsker } from './fact-asker.ts';
import { recordFacts } from './record-facts.ts';
import {
  ACTOR_FACTS,
  PATIENT_FACTS,
  type ActorFact,
  type FactKeys,
  type Facts,
  type PatientFact,
  type PersonFacts,
} from './person-facts.ts';

/** Facts about people that the graph holds and the ledger does not. */
export interface FactSource {
  /** The facts that can be requested. */
  readonly keys: FactKeys;
  /**
   * Facts of these people; people without available facts are missing. The request is recorded before it is sent.
   * Actors of issuers that do not name staff of the graph are not requested. Throws `AUDIT_UNAVAILABLE` if it cannot
   * be recorded.
   */
  find(people: People): Promise<Facts>;
  /**
   * The patient id of the actor with that subject, from any issuer; null if the graph holds none, or is not
   * configured for it. Recorded as `find` is; throws `REPORTS_UNAVAILABLE` if the subgraph does not answer.
   */
  recordOf(actor: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Dependencies of a fact source. */
export interface FactSourceOptions {
  readonly askers: readonly FactAsker[];
  readonly cacheMinutes: number;
  /** Issuers whose subjects are the staff ids of the graph. */
  readonly staffIssuers: ReadonlySet<string>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly log: Log;
  /** UTC ms since 1970. */
  readonly clock: () => number;
}

/** People whose facts are cached. */
const MAX_KEPT = 50_000;

/** Creates it. Facts are kept in memory for some minutes, and stored nowhere. */
export function createFactSource(options: FactSourceOptions): FactSource {
  const { askers, staffIssuers, ledger, clock } = options;
  const patients = createMemory(options, PATIENT_FACTS, 'patients');
  const actors = createMemory(options, ACTOR_FACTS, 'actors');
  const findNow = async (people: People): Promise<Facts> => {
    const wanted = {
      patients: patients.missing(people.patients.filter((id) => !isPlaceholder(id))),
      actors: actors.missing(people.actors),
    };
    if (wanted.patients.length + wanted.actors.length > 0) {
      const asked = askers.filter(({ about }) => wanted[about].length > 0);
      await ledger.append(recordFacts(wanted, asked, clock()));
      await Promise.all([patients.ask(wanted.patients), actors.ask(wanted.actors)]);
    }
    return { patients: patients.of(people.patients), actors: actors.of(people.actors) };
  };
  let last: Promise<unknown> = Promise.resolve();
  const findInTurn = (people: People): Promise<Facts> => {
    // One request at a time: the second of two requests about the same people uses the cache.
    const found = last.then(() => findNow(people));
    last = found.catch(() => undefined);
    return found;
  };
  const find = async ({ patients: ids, actors: named }: People): Promise<Facts> => {
    const known = named.map(parseActor).filter(({ issuer }) => staffIssuers.has(issuer));
    const subjects = new Set(known.map(({ subject }) => subject));
    const found = await findInTurn({ patients: ids, actors: [...subjects] });
    return {
      ...found,
      actors: new Map(
        known.map((actor) => [writeActor(actor), found.actors.get(actor.subject) ?? new Map()]),
      ),
    };
  };
  return {
    keys: { patients: patients.keys, actors: actors.keys },
    find,
    async recordOf(actor) {
      if (!actors.keys.has('patient')) return null;
      const facts = await findInTurn({ patients: [], actors: [actor] });
      if (!actors.hasAnswered(actor, 'patient')) throw new GatewayError('REPORTS_UNAVAILABLE');
      return facts.actors.get(actor)?.get('patient') ?? null;
    },
    async close() {
      patients.forget();
      actors.forget();
      await Promise.all(askers.map((asker) => asker.close()));
    },
  };
}

interface Memory<Fact extends ActorFact | PatientFact> {
  readonly keys: ReadonlySet<Fact>;
  missing(ids: readonly string[]): readonly string[];
  ask(ids: readonly string[]): Promise<void>;
  of(ids: readonly string[]): ReadonlyMap<string, PersonFacts<Fact>>;
  /** Whether the subgraph has answered about this fact of a person, also with no value. */
  hasAnswered(id: string, fact: Fact): boolean;
  forget(): void;
}

/** A source that failed is not queried for this time: each request is a record that names all its people. */
const PAUSE_MS = 60_000;

function createMemory<Fact extends ActorFact | PatientFact>(
  { askers, cacheMinutes, log, clock }: FactSourceOptions,
  facts: readonly Fact[],
  about: keyof FactKeys,
): Memory<Fact> {
  const own = askers.filter((asker) => asker.about === about);
  const memories = own.map((asker) => ({
    asker,
    pausedUntil: 0,
    known: new LRUCache<string, ReadonlyMap<string, string | null>>({
      max: MAX_KEPT,
      ttl: cacheMinutes * 60_000,
    }),
  }));
  return {
    keys: new Set(facts.filter((fact) => own.some((asker) => asker.facts.includes(fact)))),
    missing(ids) {
      const asked = memories.filter(({ pausedUntil }) => pausedUntil <= clock());
      return ids.filter((id) => asked.some(({ known }) => !known.has(id)));
    },
    async ask(ids) {
      for (const memory of memories) {
        const { asker, known, pausedUntil } = memory;
        if (pausedUntil > clock()) continue;
        const missing = ids.filter((id) => !known.has(id));
        const answers = missing.length === 0 ? new Map() : await asker.ask(missing);
        if (answers === null) {
          memory.pausedUntil = clock() + PAUSE_MS;
          log.warn('facts for unusual access are not known', { subgraph: asker.subgraph });
          continue;
        }
        // A person who is not listed stays unknown for as long.
        for (const id of missing) known.set(id, answers.get(id) ?? NOTHING);
      }
    },
    of: (ids) =>
      new Map(
        ids.map((id) => {
          const answers = memories.map(({ known }) => known.get(id) ?? NOTHING);
          const entries = facts.flatMap((fact): readonly (readonly [Fact, string | null])[] => {
            const value = answers.find((each) => each.has(fact))?.get(fact);
            return value === undefined ? [] : [[fact, value]];
          });
          return [id, new Map(entries)] as const;
        }),
      ),
    hasAnswered: (id, fact) =>
      memories.every(({ asker, known }) => !asker.facts.includes(fact) || known.has(id)),
    forget() {
      for (const { known } of memories) known.clear();
    },
  };
}

const NOTHING: ReadonlyMap<string, string | null> = new Map();
