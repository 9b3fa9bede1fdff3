import { writeActor } from '../../../../gateway/reports/index/actors.ts';
import type {
  AccessGroup,
  RecordAccess,
} from '../../../../gateway/reports/surveillance/accesses/access-group.ts';
import {
  ACTOR_FACTS,
  PATIENT_FACTS,
} from '../../../../gateway/reports/surveillance/facts/person-facts.ts';
import type {
  ActorFact,
  FactKeys,
  PeopleFacts,
  PatientFact,
} from '../../../../gateway/reports/surveillance/facts/person-facts.ts';
import type {
  RuleContext,
  SurveillanceRule,
} from '../../../../gateway/reports/surveillance/rules/rule.ts';
import {
  DEFAULT_SETTINGS,
  type SurveillanceSettings,
} from '../../../../gateway/reports/surveillance/surveillance-config.ts';

/** Noon on a Wednesday, UTC. */
export const NOON = Date.UTC(2026, 0, 14, 12);

/** An access by a nurse to one record. */
export function access(changes: Partial<RecordAccess> = {}): RecordAccess {
  return {
    id: 65_536 * 7,
    leaf: 7,
    at: NOON,
    kind: 'access',
    relations: ['all'],
    roles: ['nurse'],
    actorName: null,
    grant: null,
    address: null,
    records: 1,
    patients: 1,
    isPseudonymous: false,
    isUnreached: false,
    isDeidentified: false,
    isReleased: true,
    ...changes,
  };
}

/** The accesses by a nurse to the record of p1. */
export function group(...accesses: readonly RecordAccess[]): AccessGroup {
  const day = Date.UTC(2026, 0, 14);
  return { actor: 'nina', issuer: 'https://idp.test', patient: 'p1', day, accesses };
}

const entries = <Fact extends string>(facts: Partial<Record<Fact, string | null>>) =>
  new Map(Object.entries(facts) as [Fact, string | null][]);

const NINA = writeActor({ issuer: 'https://idp.test', subject: 'nina' });

/** Facts about the nurse and the patient. */
export function factsOf(
  actor: Partial<Record<ActorFact, string | null>> | null,
  patient: Partial<Record<PatientFact, string | null>> | null,
): PeopleFacts {
  return {
    actors: new Map(actor === null ? [] : [[NINA, entries(actor)]]),
    patients: new Map(patient === null ? [] : [['p1', entries(patient)]]),
  };
}

/** All facts are available. */
export const ALL_KEYS: FactKeys = {
  patients: new Set(PATIENT_FACTS),
  actors: new Set(ACTOR_FACTS),
};

/** Evaluates a rule. */
export function evaluate(
  rule: SurveillanceRule,
  found: AccessGroup,
  given: {
    readonly facts?: PeopleFacts;
    readonly settings?: Partial<SurveillanceSettings>;
    readonly firsts?: RuleContext['firsts'];
    readonly journeys?: RuleContext['journeys'];
  } = {},
) {
  return rule.evaluate(found, {
    facts: given.facts ?? factsOf(null, null),
    settings: { ...DEFAULT_SETTINGS, ...given.settings },
    firsts: given.firsts ?? new Map(),
    journeys: given.journeys ?? new Map(),
  });
}
