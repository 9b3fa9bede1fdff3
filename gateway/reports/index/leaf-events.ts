import { RELATIONS, UNRELEASED } from '../catalog/event-filter.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { leafParts, type LeafPart, type RowPart } from '../../audit/record/report-rows.ts';

/** What the index says of one row of a report, in words: made from a leaf, or read back. */
export interface LeafEvent {
  /** UTC ms since 1970. */
  readonly at: number;
  readonly part: RowPart;
  readonly kind: string;
  /** Subject and issuer: null together. */
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly actorName: string | null;
  /** All of the actor's as one text, see `writeRoles`. */
  readonly roles: string;
  readonly patient: string | null;
  /** A bit for each of `RELATIONS`. */
  readonly relations: number;
  readonly purpose: string | null;
  readonly operation: string | null;
  readonly outcome: string;
  readonly records: number;
  /** The coordinates with view and categories, see `writeFieldSet`. */
  readonly fieldSet: string;
  readonly grant: string | null;
  /** When that grant ends, UTC ms since 1970. */
  readonly grantUntil: number | null;
}

/** The events of a leaf: as many as it has parts, and in their order. */
export function leafEvents(leaf: PlainLeaf, isReleased: boolean): LeafEvent[] {
  const { at, kind, actor, operation, breakGlass, outcome } = leaf;
  const parts = leafParts(leaf);
  if (parts.length === 0) return [];
  let last: { readonly of: LeafPart['coordinates']; readonly fieldSet: string } | null = null;
  const fieldSetOf = (coordinates: LeafPart['coordinates']) => {
    // The patients of one list share the very same coordinates.
    const isSame =
      last?.of.length === coordinates.length &&
      last.of.every((coordinate, index) => coordinate === coordinates[index]);
    if (last === null || !isSame) last = { of: coordinates, fieldSet: writeFieldSet(coordinates) };
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
  }));
}

/** Whether two say the same. */
export function isSameEvent(one: LeafEvent, other: LeafEvent): boolean {
  return (
    one.at === other.at &&
    one.part === other.part &&
    one.kind === other.kind &&
    one.actor === other.actor &&
    one.issuer === other.issuer &&
    one.actorName === other.actorName &&
    one.roles === other.roles &&
    one.patient === other.patient &&
    one.relations === other.relations &&
    one.purpose === other.purpose &&
    one.operation === other.operation &&
    one.outcome === other.outcome &&
    one.records === other.records &&
    one.fieldSet === other.fieldSet &&
    one.grant === other.grant &&
    one.grantUntil === other.grantUntil
  );
}

/** Relations as bits: what this version doesn't know shares one. */
export function maskOf(relations: readonly string[]): number {
  return relations.reduce((mask, relation) => mask | (1 << bitOf(relation)), 0);
}

function bitOf(relation: string): number {
  const bit = RELATIONS.findIndex((known) => known === relation);
  return bit === -1 ? RELATIONS.length - 1 : bit;
}

/** The coordinates with their views and categories as one text, which `parseFieldSet` reads. */
export function writeFieldSet(coordinates: LeafPart['coordinates']): string {
  return JSON.stringify(
    coordinates.map(({ coordinate, view, categories }) => [coordinate, view, categories]),
  );
}

/** Roles as one text, which `parseRoles` reads. */
export function writeRoles(roles: readonly string[]): string {
  return JSON.stringify(roles);
}
