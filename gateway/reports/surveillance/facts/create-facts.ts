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

/** Tells what the graph knows of people and the ledger doesn't. */
export interface FactSource {
  /** What it can tell. */
  readonly keys: FactKeys;
  /**
   * Facts of these people: of whom nothing could be had, nothing is in it. Whose are asked for is on the ledger
   * before anybody is asked, and nobody is asked about actors whose issuer doesn't name staff of the graph; throws `AUDIT_UNAVAILABLE` where it can't be.
   */
  find(people: People): Promise<Facts>;
  /**
   * The patient who an actor of that subject is, of whatever issuer; null where the graph tells of none, or can't be asked at all. Recorded as `find` is;
   * throws `REPORTS_UNAVAILABLE` where whoever can tell doesn't.
   */
  recordOf(actor: string): Promise<string | null>;
  close(): Promise<void>;
}

/** What it is made of. */
export interface FactSourceOptions {
  readonly askers: readonly FactAsker[];
  readonly cacheMinutes: number;
  /** Issuers whose subjects are those that the operations know staff by. */
  readonly staffIssuers: ReadonlySet<string>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly log: Log;
  /** UTC ms since 1970. */
  readonly clock: () => number;
}

/** People whose facts are kept at a time. */
const MOST_KEPT = 50_000;

/** Creates it. What was told is kept in memory for some minutes, and stored nowhere. */
export function createFactSource(options: FactSourceOptions): FactSource {
  const { askers, staffIssuers, ledger, clock } = options;
  const patients = createMemory(options, PATIENT_FACTS, 'patients');
  const actors = createMemory(options, ACTOR_FACTS, 'actors');
  /** Actors by their subjects. */
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
    // One after the other: who asks at the same time about the same people finds what the first was told.
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
      if (!actors.isTold(actor, 'patient')) throw new GatewayError('REPORTS_UNAVAILABLE');
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
  /** Whether whoever knows of this fact has answered about somebody, and be it that nothing is known. */
  isTold(id: string, fact: Fact): boolean;
  forget(): void;
}

/** A source that failed is left alone for so long: each question for it is a record of all whom it names. */
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
      max: MOST_KEPT,
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
        const told = missing.length === 0 ? new Map() : await asker.ask(missing);
        if (told === null) {
          memory.pausedUntil = clock() + PAUSE_MS;
          log.warn('facts for unusual access are not known', { subgraph: asker.subgraph });
          continue;
        }
        // Whoever isn't listed isn't known for as long either.
        for (const id of missing) known.set(id, told.get(id) ?? NOTHING);
      }
    },
    of: (ids) =>
      new Map(
        ids.map((id) => {
          const told = memories.map(({ known }) => known.get(id) ?? NOTHING);
          const entries = facts.flatMap((fact): readonly (readonly [Fact, string | null])[] => {
            const value = told.find((each) => each.has(fact))?.get(fact);
            return value === undefined ? [] : [[fact, value]];
          });
          return [id, new Map(entries)] as const;
        }),
      ),
    isTold: (id, fact) =>
      memories.every(({ asker, known }) => !asker.facts.includes(fact) || known.has(id)),
    forget() {
      for (const { known } of memories) known.clear();
    },
  };
}

const NOTHING: ReadonlyMap<string, string | null> = new Map();
