import { writeActor } from '../../index/actors.ts';

/** What the graph tells of a patient and the ledger doesn't. */
export const PATIENT_FACTS = ['surname', 'address', 'died', 'employer'] as const;

/** What it tells of an actor. */
export const ACTOR_FACTS = ['surname', 'address', 'employer', 'patient'] as const;

export type PatientFact = (typeof PATIENT_FACTS)[number];
export type ActorFact = (typeof ACTOR_FACTS)[number];

/** Of a fact that isn't in it nothing is known; null is known to be none. */
export type PersonFacts<Fact extends string> = ReadonlyMap<Fact, string | null>;

/** What is known of some people, by the id of a patient and by an actor as `writeActor` gives them. */
export interface Facts {
  readonly patients: ReadonlyMap<string, PersonFacts<PatientFact>>;
  readonly actors: ReadonlyMap<string, PersonFacts<ActorFact>>;
}

/** Which facts the configured operations ask for. */
export interface FactKeys {
  readonly patients: ReadonlySet<PatientFact>;
  readonly actors: ReadonlySet<ActorFact>;
}

/** Nothing. */
export const NO_FACTS: Facts = { patients: new Map(), actors: new Map() };
export const NO_FACT_KEYS: FactKeys = { patients: new Set(), actors: new Set() };

/** What is known of whoever accessed a record. */
export function actorFacts(
  { actors }: Facts,
  { issuer, actor: subject }: { readonly issuer: string; readonly actor: string },
): PersonFacts<ActorFact> | undefined {
  return actors.get(writeActor({ issuer, subject }));
}

/** Actors, each as `writeActor` writes it, and patients. */
export interface People {
  readonly actors: readonly string[];
  readonly patients: readonly string[];
}
