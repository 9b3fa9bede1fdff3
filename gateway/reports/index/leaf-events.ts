import { RELATIONS, UNRELEASED } from '../catalog/event-filter.ts';
import { keysOf } from '../catalog/filter-spec.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { leafParts, type LeafPart, type PartKind } from '../../audit/record/leaf-parts.ts';

/** An event: a row of reports, derived from a leaf of the ledger or decoded from a row of the index. */
export interface LeafEvent {
  /** UTC ms since 1970. */
  readonly at: number;
  readonly part: PartKind;
  readonly kind: string;
  /** Subject and issuer: both null, or neither. */
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly actorName: string | null;
  /** All roles of the actor as one text, see `writeRoles`. */
  readonly roles: string;
  readonly patient: string | null;
  /** A bit for each of `RELATIONS`. */
  readonly relations: number;
  readonly purpose: string | null;
  readonly operation: string | null;
  readonly outcome: string;
  /** Records of the patient that were released, or times that something was denied. */
  readonly records: number;
  /** The coordinates with their views and categories, see `writeFieldSet`. */
  readonly fieldSet: string;
  /** Id of the break-glass grant. */
  readonly grant: string | null;
  /** When the grant ends, UTC ms since 1970. */
  readonly grantUntil: number | null;
  /** Network address of the client. */
  readonly address: string | null;
}

/**
 * Derives the events of a leaf: one for each of its parts, in their order. `isReleased` is false if its response was
 * not sent.
 */
export function leafEvents(leaf: PlainLeaf, isReleased: boolean): LeafEvent[] {
  const { at, kind, actor, client, operation, breakGlass, outcome } = leaf;
  const parts = leafParts(leaf);
  if (parts.length === 0) return [];
  let last: { readonly coordinates: LeafPart['coordinates']; readonly fieldSet: string } | null =
    null;
  const fieldSetOf = (coordinates: LeafPart['coordinates']) => {
    // The patients of one response often have the same coordinates: write these once.
    const isSame =
      last?.coordinates.length === coordinates.length &&
      last.coordinates.every((coordinate, index) => coordinate === coordinates[index]);
    if (last === null || !isSame) last = { coordinates, fieldSet: writeFieldSet(coordinates) };
    return last.fieldSet;
  };
  const roles = writeRoles(actor?.roles ?? []);
  return parts.map(({ part, patient, relations, records, coordinates }) => ({
    at,
    part,
    kind,
    actor: actor?.subject ?? null,
    issuer: actor?.issuer ?? null,
    actorName: actor?.name ?? null,
    roles,
    patient,
    relations: maskOf(relations),
    purpose: actor?.purpose ?? null,
    operation: operation?.name ?? null,
    outcome: isReleased ? outcome : UNRELEASED,
    records,
    fieldSet: fieldSetOf(coordinates),
    grant: breakGlass?.id ?? null,
    grantUntil: breakGlass?.until ?? null,
    address: client?.address ?? null,
  }));
}

/** Whether two events are equal in every field. */
export function isSameEvent(one: LeafEvent, other: LeafEvent): boolean {
  return keysOf(one).every((field) => one[field] === other[field]);
}

/** Encodes relations as bits. Relations unknown to this version share the last bit. */
export function maskOf(relations: readonly string[]): number {
  return relations.reduce((mask, relation) => mask | (1 << bitOf(relation)), 0);
}

function bitOf(relation: string): number {
  const bit = RELATIONS.findIndex((known) => known === relation);
  return bit === -1 ? RELATIONS.length - 1 : bit;
}

/** Writes coordinates with their views and categories as one text, which `readFieldSet` reads. */
export function writeFieldSet(coordinates: LeafPart['coordinates']): string {
  return JSON.stringify(
    coordinates.map(({ coordinate, view, categories }) => [coordinate, view, categories]),
  );
}

/** Writes roles as one text, which `readStoredRoles` reads. */
export function writeRoles(roles: readonly string[]): string {
  return JSON.stringify(roles);
}
