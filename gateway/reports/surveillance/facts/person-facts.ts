import { writeActor } from '../../index/actors.ts';

/** Facts of a patient. */
export const PATIENT_FACTS = ['surname', 'address', 'died', 'employer'] as const;

/** Facts of an actor. */
export const ACTOR_FACTS = ['surname', 'address', 'employer', 'patient'] as const;

export type PatientFact = (typeof PATIENT_FACTS)[number];
export type ActorFact = (typeof ACTOR_FACTS)[number];

/** Facts of one person. A missing fact is unknown; null means that the person has none. */
export type PersonFacts<Fact extends string> = ReadonlyMap<Fact, string | null>;

/** Facts of people, by the id of a patient and by an actor as `writeActor` writes it. */
export interface Facts {
  readonly patients: ReadonlyMap<string, PersonFacts<PatientFact>>;
  readonly actors: ReadonlyMap<string, PersonFacts<ActorFact>>;
}

/** The facts that the configured operations select. */
export interface FactKeys {
  readonly patients: ReadonlySet<PatientFact>;
  readonly actors: ReadonlySet<ActorFact>;
}

export const NO_FACTS: Facts = { patients: new Map(), actors: new Map() };
export const NO_FACT_KEYS: FactKeys = { patients: new Set(), actors: new Set() };

/** The facts of an actor. */
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
