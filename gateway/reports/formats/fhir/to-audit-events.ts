import { namedUuid } from '../../../platform/uuid.ts';
import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import { parseDisclosure } from '../../query/parse-disclosure.ts';
import type { AuditAgent, AuditEvent, AuditOutcome, CodeableConcept } from './audit-event.ts';
import { claimProfile } from './claim-profile.ts';
import { coding, concept, EXTENSIONS } from './codes.ts';
import { patternOf } from './event-pattern.ts';
import { fhirInstant, fhirText } from './fhir-text.ts';
import { LEAF_PLACE, shareLeaf, type Share } from './share-leaf.ts';
import { NO_NETWORK, observer, writeAgents } from './write-agents.ts';
import { writeEntities } from './write-entities.ts';

/** What an event needs besides its leaf. */
export interface EventFacts {
  /** Origin of the ledger. */
  readonly origin: string;
  /** Index of the leaf. */
  readonly index: number;
  /** False if its response was not sent. */
  readonly isReleased: boolean;
  /** The text that the leaf commits to; null for none. */
  readonly reason: string | null;
  /** The naming system of patient ids; null without one. */
  readonly patientSystem: string | null;
}

/**
 * Converts a leaf to FHIR R4 AuditEvents: one per patient, and one for its share without a patient; with `patient`, only
 * that patient's event. An event that meets a profile of IHE's Basic Audit Log Patterns claims it. Heartbeats have no
 * event. A leaf that declares a response unreleased has none either: the event of the response says so. The same leaf
 * always has the same ids.
 */
export function toAuditEvents(
  leaf: PlainLeaf,
  facts: EventFacts,
  patient: string | null = null,
): AuditEvent[] {
  if (leaf.kind === 'log.heartbeat' || leaf.kind === 'unreleased') return [];
  return shareLeaf(leaf)
    .filter((share) => patient === null || share.patient === patient)
    .map((share) => toAuditEvent(leaf, share, facts));
}

function toAuditEvent(leaf: PlainLeaf, share: Share, facts: EventFacts): AuditEvent {
  const { origin, index, isReleased, reason, patientSystem } = facts;
  const { name: pattern, type, subtypes, action } = patternOf(leaf);
  // A response that was not sent is a serious failure.
  const outcome = isReleased ? outcomeOf(leaf, share) : '8';
  const profile = claimProfile({ leaf, share, pattern, outcome });
  const purposes = writePurposes(leaf, share);
  const entities = writeEntities({ leaf, share, pattern, patientSystem, reason });
  const recipients = pattern === 'disclosure' ? [writeRecipient(reason)] : [];
  return {
    resourceType: 'AuditEvent',
    id: namedUuid(JSON.stringify([origin, index, share.place]), NAMESPACE),
    ...(profile !== null && { meta: { profile: [profile] } }),
    extension: [
      {
        url: EXTENSIONS.ledgerLeaf,
        extension: [
          { url: 'origin', valueString: fhirText(origin) },
          { url: 'index', valueString: String(index) },
          { url: 'record', valueString: fhirText(leaf.id) },
          { url: 'part', valueString: `${leaf.part}/${leaf.parts}` },
        ],
      },
    ],
    type,
    subtype: subtypes,
    action,
    ...writePeriod(leaf),
    recorded: fhirInstant(leaf.at),
    ...(outcome !== null && { outcome }),
    outcomeDesc: fhirText(outcomeText(leaf, isReleased)),
    ...(purposes.length > 0 && { purposeOfEvent: purposes }),
    agent: [
      // The purpose of an entered disclosure is not that of the reviewer who entered it.
      ...writeAgents(leaf, pattern, leaf.kind === 'disclosure' ? [] : purposes),
      ...recipients,
    ],
    source: {
      site: fhirText(origin),
      observer: observer(leaf),
      type: [coding('sourceType', '4', 'Application Server')],
    },
    ...(entities.length > 0 && { entity: entities }),
  };
}

/** The namespace of the events' ids (UUID version 5): any fixed UUID does. */
const NAMESPACE = '6f1a3c52-5b0e-4c39-9d4e-0c6a2f7d8e11';

/** FHIR's outcome codes by the outcomes of records. */
const OUTCOMES: ReadonlyMap<string, AuditOutcome> = new Map([
  ['permit', '0'],
  ['partial', '0'],
  ['deny', '4'],
  ['error', '8'],
] as const);

/** Null for a pending outcome. Denied fields next to released ones are a failure of their own. */
function outcomeOf(leaf: PlainLeaf, { place }: Share): AuditOutcome | null {
  if (leaf.outcome === 'partial' && place === LEAF_PLACE) return '4';
  return OUTCOMES.get(leaf.outcome) ?? null;
}

function outcomeText({ outcome, reason }: PlainLeaf, isReleased: boolean): string {
  if (!isReleased) return 'unreleased';
  return reason === null ? outcome : `${outcome}: ${reason}`;
}

/** The purpose that the request or an entered disclosure states, and `BTG` for access under break-glass. */
function writePurposes({ actor, kind, details }: PlainLeaf, { records }: Share): CodeableConcept[] {
  const isBreakGlass =
    kind.startsWith('breakglass.') ||
    records.some(({ entry }) => entry.rule.relation === 'break-glass');
  const entered: unknown = kind === 'disclosure' ? details?.['purposeOfUse'] : null;
  const stated = typeof entered === 'string' ? entered : actor?.purpose;
  const codes = new Set([
    ...(typeof stated === 'string' ? [stated] : []),
    ...(isBreakGlass ? ['BTG'] : []),
  ]);
  return [...codes].map((code) => concept('actReason', code));
}

/**
 * From the request to its record; none if two clocks disagree about their order. An entered disclosure: when it was
 * made.
 */
function writePeriod({ kind, received, at, details }: PlainLeaf): Pick<AuditEvent, 'period'> {
  const disclosed: unknown = kind === 'disclosure' ? details?.['disclosed'] : null;
  if (typeof disclosed === 'number') return period(disclosed, disclosed);
  return received > at ? {} : period(received, at);
}

function period(start: number, end: number): Pick<AuditEvent, 'period'> {
  return { period: { start: fhirInstant(start), end: fhirInstant(end) } };
}

/** The recipient of an entered disclosure, which has no network address. */
function writeRecipient(reason: string | null): AuditAgent {
  const { recipient, address } = parseDisclosure(reason);
  const display = address === null ? recipient : `${recipient}, ${address}`;
  return {
    type: concept('dicom', '110152', 'Destination Role ID'),
    who: { display: fhirText(display) },
    requestor: false,
    network: NO_NETWORK,
  };
}
