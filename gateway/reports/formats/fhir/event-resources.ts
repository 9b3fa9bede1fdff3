import type { LeafPart } from '../../../audit/record/report-rows.ts';
import type { AuditEvent } from './audit-event.ts';
import { shareLeaf, type Share } from './share-leaf.ts';
import { toAuditEvents } from './to-audit-events.ts';
import { eventsOf, type EventChoice, type ReportedEvent } from '../../query/reported-event.ts';

/** What FHIR says of whose ids these are. */
export interface ResourceFacts {
  /** Of the ledger. */
  readonly origin: string;
  /** The naming system of the patients' ids; null where nobody says. */
  readonly patientSystem: string | null;
}

/** An event as FHIR R4 AuditEvents. */
export type EventResources = (event: ReportedEvent) => readonly AuditEvent[];

/**
 * Creates what writes them. One AuditEvent holds all that a leaf says of one patient, and so several rows of a
 * report: it comes with the first of those that were chosen, and with the others nothing does. Null
 * chooses rows that aren't of events: each is all that its leaf says of its patient, or of everybody.
 */
export function createEventResources(
  { origin, patientSystem }: ResourceFacts,
  choice: EventChoice | null,
): EventResources {
  let last: { readonly index: number; readonly carriers: ReadonlyMap<number, Share> } | null = null;
  return (event) => {
    const { leaf, facts, part, place } = event;
    const all = { ...facts, origin, patientSystem };
    if (choice === null) return toAuditEvents(leaf, all, part.patient);
    // The rows of one leaf mostly follow each other.
    if (last?.index !== facts.index)
      last = { index: facts.index, carriers: carriersOf(event, choice) };
    const share = last.carriers.get(place);
    if (share === undefined) return [];
    if (share.patient !== null) return toAuditEvents(leaf, all, share.patient);
    const at = shareLeaf(leaf).findIndex((each) => each.place === share.place);
    return toAuditEvents(leaf, all).slice(at, at + 1);
  };
}

/** The places of the chosen parts with which the shares of a leaf come. */
function carriersOf(
  { leaf, facts }: ReportedEvent,
  choice: EventChoice,
): ReadonlyMap<number, Share> {
  const shares = new Map<string | null, Share[]>();
  for (const share of shareLeaf(leaf)) {
    const known = shares.get(share.patient);
    if (known === undefined) shares.set(share.patient, [share]);
    else known.push(share);
  }
  const carried = new Set<Share>();
  const carriers = new Map<number, Share>();
  for (const { part, place } of eventsOf(leaf, facts, choice)) {
    const share = shareOf(shares.get(part.patient) ?? [], part);
    if (share === undefined || carried.has(share)) continue;
    carried.add(share);
    carriers.set(place, share);
  }
  return carriers;
}

/** What was denied where no input named a patient is a share of its own, beside what nobody is known of. */
function shareOf(own: readonly Share[], { part }: LeafPart): Share | undefined {
  return own.find(({ place }) => (place === 'leaf') === (part === 'denial')) ?? own[0];
}
