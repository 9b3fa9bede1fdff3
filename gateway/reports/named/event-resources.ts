import type { AuditEvent } from '../fhir/audit-event.ts';
import { shareLeaf, type Share } from '../fhir/share-leaf.ts';
import { toAuditEvents } from '../fhir/to-audit-events.ts';
import type { LeafPart } from '../../audit/report/report-rows.ts';
import { eventsOf, type EventChoice, type ReportedEvent } from './reported-event.ts';

/** What FHIR says of whose ids these are. */
export interface ResourceFacts {
  /** Of the ledger. */
  readonly origin: string;
  /** The naming system of the patients' ids; null where nobody says. */
  readonly patientSystem: string | null;
}

/**
 * An event as FHIR R4 AuditEvents. One AuditEvent holds all that a leaf says of one patient, and so several
 * rows of a report: it comes with the first of those that were asked for, and with the others nothing does.
 */
export function eventResources(
  event: ReportedEvent,
  { origin, patientSystem }: ResourceFacts,
  choice: EventChoice | null,
): readonly AuditEvent[] {
  const { leaf, facts, part, place } = event;
  const shares = shareLeaf(leaf);
  // What a report tells that isn't of events is told whole.
  if (choice === null && part.patient === null) {
    return place === 0 ? toAuditEvents(leaf, { ...facts, origin, patientSystem }) : [];
  }
  const share = shareOf(shares, part);
  const before = choice === null ? [] : eventsOf(leaf, facts, choice);
  const isTold = before.some(
    (other) => other.place < place && shareOf(shares, other.part) === share,
  );
  if (share === undefined || isTold) return [];
  const index = shares.indexOf(share);
  return toAuditEvents(leaf, { ...facts, origin, patientSystem }).slice(index, index + 1);
}

/** What was denied where no input named a patient is a share of its own, beside what nobody is known of. */
function shareOf(shares: readonly Share[], part: LeafPart): Share | undefined {
  const own = shares.filter(({ patient }) => patient === part.patient);
  return own.find(({ place }) => (place === 'leaf') === (part.part === 'denial')) ?? own[0];
}
