/** A leaf has at most 64 KiB, and so fewer events than this. */
const EVENTS_PER_LEAF = 65_536;

/** The id of the event at a place, from 0, in a leaf of the ledger. Ids ascend in the order of the ledger. */
export function eventId(leaf: number, place: number): number {
  return leaf * EVENTS_PER_LEAF + place;
}

/** The leaf of an event, and the event's place in it. */
export function splitEventId(id: number): { readonly leaf: number; readonly place: number } {
  const place = id % EVENTS_PER_LEAF;
  return { leaf: (id - place) / EVENTS_PER_LEAF, place };
}
