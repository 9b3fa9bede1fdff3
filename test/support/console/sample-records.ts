import { hash } from 'node:crypto';
import { controlRecord } from '../../../gateway/audit/record/control/control-record.ts';
import { commitTo, type Opening } from '../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../gateway/audit/record/record.ts';
import { createRandom, pick } from './random.ts';
import {
  ACTORS,
  FIELDS,
  NEIGHBOR_OF_PATIENT,
  NURSE_AS_PATIENT,
  PATIENTS,
  recordedFields,
  STAFF_NURSE,
} from './sample-world.ts';
import type { SampleActor, SampleWorld } from './sample-world.ts';
import { DAY_MS, HOUR_MS } from '../../../gateway/platform/durations.ts';

/** A record of the sample, and when it is written. */
export interface SampleRecord {
  /** UTC ms since 1970. */
  readonly at: number;
  readonly record: AuditRecord;
  readonly opening: Opening | null;
}

/**
 * `size` records of a working hospital, in order, over the `days` before `until`: fewer at night and on weekends, with
 * some denials and some break-glass. Equal arguments give equal records.
 */
export function sampleRecords(size: number, days: number, until: number): readonly SampleRecord[] {
  return [...walkRecords({ size, days, until }, { actors: ACTORS, patients: PATIENTS })];
}

/** Generates such records for another hospital, one at a time. */
export function* walkRecords(
  { size, days, until }: { readonly size: number; readonly days: number; readonly until: number },
  world: SampleWorld,
): Generator<SampleRecord> {
  const random = createRandom(20_260_131);
  const times = Array.from({ length: size }, () => {
    const at = new Date(until - random() * days * DAY_MS);
    const isWeekend = at.getUTCDay() % 6 === 0;
    const isQuiet = at.getUTCHours() < 11;
    const isMoved = (isWeekend && random() < 0.55) || (isQuiet && random() < 0.8);
    const moved = at.getTime() - (isMoved ? (isWeekend ? 2 * DAY_MS : 13 * HOUR_MS) : 0);
    return Math.floor(Math.max(moved, until - days * DAY_MS));
  }).toSorted((a, b) => a - b);
  for (const at of times) yield sampleRecord(random, at, world);
  yield* staffRecords(random, until, world.patients[0] ?? '');
}

/** A nurse who looks at their own record, and opens that of a patient with break-glass; another who lives in their street. */
function* staffRecords(random: () => number, at: number, patient: string): Generator<SampleRecord> {
  const about = { patient: NURSE_AS_PATIENT, groups: STAFF_NURSE.sees, at, random };
  yield { at, record: access(STAFF_NURSE, about), opening: null };
  const opening = commitTo(REASONS[0] ?? '', hash('sha256', 'salt of the nurse', 'hex'));
  yield { at, record: emergency(STAFF_NURSE, patient, at, opening), opening };
  const neighbor = { patient, groups: NEIGHBOR_OF_PATIENT.sees, at, random };
  yield { at, record: access(NEIGHBOR_OF_PATIENT, neighbor), opening: null };
}

/** A proposal to change a threshold that has expired, since no officer decided on it in time. */
export function expiredProposal(at: number): SampleRecord {
  const reason = 'The personnel office reports late.';
  const opening = commitTo(reason, hash('sha256', 'salt of the proposal', 'hex'));
  const officer = {
    ...STAFF_NURSE,
    subject: 'second_privacy_officer',
    name: 'Demo second privacy officer',
    role: 'privacy_officer',
  };
  const { actor, client } = base(officer, at, '');
  const details = {
    rule: 'TERMINATED',
    step: 'PROPOSED',
    from: 0,
    to: 3,
    proposal: null,
    expires: at + 14 * DAY_MS,
    reasonCommitment: opening.commitment,
  };
  return { at, record: { ...controlRecord('log.threshold', at, details), actor, client }, opening };
}

function sampleRecord(
  random: () => number,
  at: number,
  { actors, patients }: SampleWorld,
): SampleRecord {
  const actor = pick(random, actors);
  const patient = pick(random, patients);
  const luck = random();
  const isRescuer = ['nurse', 'physician'].includes(actor.role);
  if (luck < 0.035) return { at, record: denial(actor, patient, at), opening: null };
  if (luck > 0.04 || !isRescuer) {
    const groups = [...new Set([pick(random, actor.sees), pick(random, actor.sees)])];
    return { at, record: access(actor, { patient, groups, at, random }), opening: null };
  }
  const opening = commitTo(pick(random, REASONS), hash('sha256', `salt ${random()}`, 'hex'));
  return { at, record: emergency(actor, patient, at, opening), opening };
}

const REASONS = [
  'unconscious after a fall, allergies unknown',
  'chest pain on arrival, the treating team is not reachable',
  'transferred at night without papers, medication must be known',
];

function access(
  actor: SampleActor,
  {
    patient,
    groups,
    at,
    random,
  }: {
    readonly patient: string;
    readonly groups: readonly (keyof typeof FIELDS)[];
    readonly at: number;
    readonly random: () => number;
  },
): AuditRecord {
  const view = actor.role === 'researcher' ? 'deidentified' : 'full';
  const records = 1 + Math.floor(random() * 6);
  return {
    ...base(actor, at, pick(random, actor.operations)),
    outcome: random() > 0.96 ? 'partial' : 'permit',
    accesses: groups.map((group) => ({
      type: FIELDS[group].type,
      fields: recordedFields(FIELDS[group], view),
      rule: { roles: [actor.role], relation: actor.relation, wouldDeny: [] },
      objects:
        FIELDS[group].type === 'Patient'
          ? [[patient, patient]]
          : Array.from({ length: records }, (_, index) => [
              patient,
              hash('sha256', `${group} ${patient} ${index}`, 'hex').slice(0, 24),
            ]),
    })),
  };
}

function denial(actor: SampleActor, patient: string, at: number): AuditRecord {
  const coordinate = actor.role === 'billing' ? 'Condition.description' : 'Claim.payer';
  const isStranger = actor.role === 'physician';
  return {
    ...base(actor, at, actor.operations[0] ?? ''),
    kind: 'denial',
    outcome: 'deny',
    denied: isStranger
      ? [{ coordinate: 'Query.patient', reason: 'reach', count: 1 }]
      : [{ coordinate, reason: 'role', count: 1 }],
    arguments: ['Query.patient(id:)'],
    patients: [patient],
  };
}

/** The record of the start of a break-glass grant, as the gateway writes it. */
function emergency(actor: SampleActor, patient: string, at: number, opening: Opening): AuditRecord {
  const { actor: holder, client } = base(actor, at, '');
  return {
    ...controlRecord('breakglass.start', at, { reasonCommitment: opening.commitment }),
    actor: { ...holder, purpose: 'ETREAT' },
    client,
    patients: [patient],
    breakGlass: { id: uuidOf(`grant ${opening.salt}`), until: at + HOUR_MS / 4 },
  };
}

function base(actor: SampleActor, at: number, operation: string) {
  return {
    ...controlRecord('access', at, null),
    action: 'R',
    actor: {
      issuer: 'https://id.example',
      subject: actor.subject,
      name: actor.name,
      roles: [actor.role],
      organization: null,
      purpose: actor.purpose,
      tokenId: null,
      authMethods: [],
    },
    client: { id: 'chart', address: '127.0.0.1', agent: 'chart/4' },
    operation: {
      name: operation,
      kind: 'query',
      hash: hash('sha256', operation, 'hex'),
      variables: ['id'],
      requestId: uuidOf(`request ${at} ${actor.subject}`),
      traceId: null,
    },
  } as const;
}

/** An id in the form of a random UUID, the same in each run. */
function uuidOf(text: string): string {
  const hex = hash('sha256', text, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
