import type { People } from './person-facts.ts';
import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import { LRUCache } from 'lru-cache';
import type { Ledger } from '../../../audit/append/ledger.ts';
import { GatewayError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log.ts';
import { parseActor, writeActor, type Actor } from '../../index/actors.ts';
import type { FactSource } from './fact-source.ts';
import { recordFacts, recordRejectedFacts } from './record-facts.ts';
import {
  ACTOR_FACTS,
  PATIENT_FACTS,
  type ActorFact,
  type FactKeys,
  type OwnPatient,
  type PeopleFacts,
  type PatientFact,
  type PersonFacts,
} from './person-facts.ts';
import { growTo } from '../../../platform/grow-to.ts';

/** Fetches facts about patients and staff from subgraphs, records each request in the ledger, and caches responses. */
export interface FactLookup {
  /** Facts that the configured operations select. */
  readonly keys: FactKeys;
  /**
   * Returns facts about these people; facts that could not be fetched are left out. Records the ids in the ledger
   * before it sends them to a subgraph. Leaves out actors whose issuer is not a staff issuer. Throws
   * `AUDIT_UNAVAILABLE` if the request can't be recorded.
   */
  find(people: People): Promise<PeopleFacts>;
  /** Looks up the patient record of an account. Recorded like `find`. Throws `REPORTS_UNAVAILABLE` if the subgraph does not answer. */
  ownPatientOf(actor: Actor): Promise<OwnPatient>;
  close(): Promise<void>;
}

export interface FactLookupOptions {
  readonly sources: readonly FactSource[];
  readonly cacheMinutes: number;
  /** Issuers whose subjects are the ids by which the operations identify staff. */
  readonly staffIssuers: ReadonlySet<string>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly log: Log;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/** People in the cache of one source. */
const MAX_CACHED = 50_000;

/** Creates a lookup. Responses are cached in memory for `cacheMinutes` and never written to disk. */
export function createFactLookup(options: FactLookupOptions): FactLookup {
  const { sources, staffIssuers, ledger, now } = options;
  const patients = createFactCache(options, PATIENT_FACTS, 'patients');
  const actors = createFactCache(options, ACTOR_FACTS, 'actors');
  /** Here `people.actors` are subjects without issuers. */
  const findNow = async (people: People): Promise<PeopleFacts> => {
    const wanted = {
      patients: patients.missing(people.patients.filter((id) => !isPlaceholder(id))),
      actors: actors.missing(people.actors),
    };
    if (wanted.patients.length + wanted.actors.length > 0) {
      const requested = sources.filter(({ about }) => wanted[about].length > 0);
      await ledger.append(recordFacts(wanted, requested, now()));
      const rejected = await Promise.all([
        patients.fetch(wanted.patients),
        actors.fetch(wanted.actors),
      ]);
      if (rejected.flat().length > 0)
        await ledger.append(recordRejectedFacts(rejected.flat(), now()));
    }
    return { patients: patients.of(people.patients), actors: actors.of(people.actors) };
  };
  /** The request before, or its failure. */
  let last: Promise<unknown> = Promise.resolve();
  const findInTurn = (people: People): Promise<PeopleFacts> => {
    // One at a time: a concurrent request about the same people then finds them in the cache.
    const found = last.then(() => findNow(people));
    last = found.catch(() => undefined);
    return found;
  };
  /** Adds the issuers that subgraphs don't know to the facts about subjects. */
  const find = async ({ patients: ids, actors: named }: People): Promise<PeopleFacts> => {
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
    async ownPatientOf({ issuer, subject }) {
      if (!actors.keys.has('patient')) return { kind: 'not-asked' };
      if (!staffIssuers.has(issuer)) return { kind: 'unknown' };
      const facts = await findInTurn({ patients: [], actors: [subject] });
      if (!actors.isKnown(subject, 'patient')) throw new GatewayError('REPORTS_UNAVAILABLE');
      const id = facts.actors.get(subject)?.get('patient');
      if (id === undefined) return { kind: 'unknown' };
      return id === null ? { kind: 'none' } : { kind: 'patient', id };
    },
    async close() {
      patients.forget();
      actors.forget();
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

interface FactCache<Fact extends ActorFact | PatientFact> {
  readonly keys: ReadonlySet<Fact>;
  /** Returns the people with facts that at least one source, not paused, has to be queried for. */
  missing(ids: readonly string[]): readonly string[];
  /**
   * Fetches the facts that are not cached, from sources that are not paused. A source that fails is paused. Returns the
   * subgraphs of which a response was rejected by its digest or signature.
   */
  fetch(ids: readonly string[]): Promise<readonly string[]>;
  /** Returns the cached facts about these people; a fact that no source returned is left out. */
  of(ids: readonly string[]): ReadonlyMap<string, PersonFacts<Fact>>;
  /** Whether every source of this fact has answered about a person, also if the answer held no value. */
  isKnown(id: string, fact: Fact): boolean;
  forget(): void;
}

/** Pause of a source after a failure: each attempt writes a record that names all the people. */
const PAUSE_MS = 60_000;

function createFactCache<Fact extends ActorFact | PatientFact>(
  { sources, cacheMinutes, log, now }: FactLookupOptions,
  facts: readonly Fact[],
  about: keyof FactKeys,
): FactCache<Fact> {
  const own = sources.filter((source) => source.about === about);
  const caches = own.map((source) => ({
    source,
    pausedUntil: 0,
    known: new LRUCache<string, ReadonlyMap<string, string | null>>({
      ...growTo(MAX_CACHED),
      ttl: cacheMinutes * 60_000,
    }),
  }));
  return {
    keys: new Set(facts.filter((fact) => own.some((source) => source.facts.includes(fact)))),
    missing(ids) {
      const active = caches.filter(({ pausedUntil }) => pausedUntil <= now());
      return ids.filter((id) => active.some(({ known }) => !known.has(id)));
    },
    async fetch(ids) {
      const rejected: string[] = [];
      for (const cache of caches) {
        const { source, known, pausedUntil } = cache;
        if (pausedUntil > now()) continue;
        const missing = ids.filter((id) => !known.has(id));
        if (missing.length === 0) continue;
        const fetched = await source.fetch(missing);
        if (fetched.kind !== 'answered') {
          if (fetched.kind === 'rejected') rejected.push(source.subgraph);
          cache.pausedUntil = now() + PAUSE_MS;
          log.warn('facts for unusual access are not known', { subgraph: source.subgraph });
          continue;
        }
        // A person missing from the response is cached as unknown.
        for (const id of missing) known.set(id, fetched.people.get(id) ?? NOTHING);
      }
      return rejected;
    },
    of: (ids) =>
      new Map(
        ids.map((id) => {
          const cached = caches.map(({ known }) => known.get(id) ?? NOTHING);
          const entries = facts.flatMap((fact): readonly (readonly [Fact, string | null])[] => {
            const value = cached.find((each) => each.has(fact))?.get(fact);
            return value === undefined ? [] : [[fact, value]];
          });
          return [id, new Map(entries)] as const;
        }),
      ),
    isKnown: (id, fact) =>
      caches.every(({ source, known }) => !source.facts.includes(fact) || known.has(id)),
    forget() {
      for (const { known } of caches) known.clear();
    },
  };
}

const NOTHING: ReadonlyMap<string, string | null> = new Map();
