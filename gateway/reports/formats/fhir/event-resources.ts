import type { LeafPart } from '../../../audit/record/leaf-parts.ts';
import type { AuditEvent } from './audit-event.ts';
import { LEAF_PLACE, shareLeaf, type Share } from './share-leaf.ts';
import { toAuditEvents } from './to-audit-events.ts';
import { eventsOfLeaf, type EventChoice, type ReportedEvent } from '../../query/reported-event.ts';

/** What the resources of all events share. */
export interface ResourceFacts {
  /** Origin of the ledger. */
  readonly origin: string;
  /** The naming system of patient ids; null without one. */
  readonly patientSystem: string | null;
}

/** Returns the FHIR R4 AuditEvents that are written with an event. */
export type EventResources = (event: ReportedEvent) => readonly AuditEvent[];

/**
 * Creates the writer of AuditEvents. One AuditEvent holds everything that a leaf records about one patient, and so
 * several rows of a report: it is written with the first selected row, and with no other. Null selects rows that are
 * not events: each row is its leaf's whole share of a patient, or the whole leaf.
 */
export function createEventResources(
  { origin, patientSystem }: ResourceFacts,
  choice: EventChoice | null,
): EventResources {
  /** The shares of the last leaf by the rows that carry them: the rows of one leaf usually follow each other. */
  let last: { readonly index: number; readonly carriers: ReadonlyMap<number, Share> } | null = null;
  return (event) => {
    const { leaf, facts, part, place } = event;
    const all = { ...facts, origin, patientSystem };
    if (choice === null) return toAuditEvents(leaf, all, part.patient);
    if (last?.index !== facts.index)
      last = { index: facts.index, carriers: carriersOf(event, choice) };
    const share = last.carriers.get(place);
    if (share === undefined) return [];
    if (share.patient !== null) return toAuditEvents(leaf, all, share.patient);
    // Two shares may have no patient, so this one is found by its place.
    const at = shareLeaf(leaf).findIndex((each) => each.place === share.place);
    return toAuditEvents(leaf, all).slice(at, at + 1);
  };
}

/** Chooses the row that each share of a leaf is written with: its first selected one. Place of the row → share. */
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
  for (const { part, place } of eventsOfLeaf(leaf, facts, choice)) {
    const share = shareOf(shares.get(part.patient) ?? [], part);
    if (share === undefined || carried.has(share)) continue;
    carried.add(share);
    carriers.set(place, share);
  }
  return carriers;
}

/**
 * Returns the share of a row among those of its patient. Without a patient there can be two: denials that name no patient
 * (at `LEAF_PLACE`), and data without a known patient.
 */
function shareOf(own: readonly Share[], { part }: LeafPart): Share | undefined {
  return own.find(({ place }) => (place === LEAF_PLACE) === (part === 'denial')) ?? own[0];
}
