import { writeActor } from '../../index/actors.ts';

/**
 * Facts about a patient that the ledger does not hold. `died` and `discharged` are the days of death and of the last
 * discharge, ISO dates; `departments` those that treat the patient, separated by semicolons; any `vip` but `false` says
 * that the patient is on the list.
 */
export const PATIENT_FACTS = [
  'surname',
  'address',
  'died',
  'employer',
  'vip',
  'discharged',
  'departments',
] as const;

/**
 * Facts about an actor. `patient` is the id of the actor's own patient record, `ended` the last day of the employment, an
 * ISO date.
 */
export const ACTOR_FACTS = [
  'surname',
  'address',
  'employer',
  'patient',
  'department',
  'ended',
] as const;

export type PatientFact = (typeof PATIENT_FACTS)[number];
export type ActorFact = (typeof ACTOR_FACTS)[number];

/** Facts about one person. A missing fact is unknown; null means that the person has no such value. */
export type PersonFacts<Fact extends string> = ReadonlyMap<Fact, string | null>;

/** What is known about the patient record of an account. */
export type OwnPatient =
  | { readonly kind: 'patient'; readonly id: string }
  /** The source of the fact knows the account, and that it has no record. */
  | { readonly kind: 'none' }
  /** The source does not know the account, or cannot be asked about accounts of its issuer. */
  | { readonly kind: 'unknown' }
  /** Not looked up: no operation selects the id, or there is no patient to compare it with. */
  | { readonly kind: 'not-asked' };

/** Facts about people, by the ids of patients and the texts of actors, see {@link People}. */
export interface PeopleFacts {
  readonly patients: ReadonlyMap<string, PersonFacts<PatientFact>>;
  readonly actors: ReadonlyMap<string, PersonFacts<ActorFact>>;
}

/** The facts that the GraphQL operations under `admin.facts` in the configuration select. */
export interface FactKeys {
  readonly patients: ReadonlySet<PatientFact>;
  readonly actors: ReadonlySet<ActorFact>;
}

/** Nothing is known about any person. */
export const NO_FACTS: PeopleFacts = { patients: new Map(), actors: new Map() };
/** The keys if `admin.facts` has no operation. */
export const NO_FACT_KEYS: FactKeys = { patients: new Set(), actors: new Set() };

/** Returns the facts about the actor of an access; undefined if none were fetched. */
export function actorFacts(
  { actors }: Pick<PeopleFacts, 'actors'>,
  { issuer, actor: subject }: { readonly issuer: string; readonly actor: string },
): PersonFacts<ActorFact> | undefined {
  return actors.get(writeActor({ issuer, subject }));
}

/** People to fetch facts about. */
export interface People {
  /** Issuer and subject of each as one text, see `writeActor`. */
  readonly actors: readonly string[];
  /** Their ids. */
  readonly patients: readonly string[];
}
