import type { RowPart } from '../../audit/record/report-rows.ts';
import type { Kysely } from '../../platform/kysely.ts';

/**
 * The tables of a report index. Texts are UTF-8 bytes: no text column of PostgreSQL holds every character,
 * and bytes sort alike on both. What is said often is said once and numbered.
 */
export interface IndexTables {
  /** One row: how far the index is, fenced on `size`. */
  readonly position: {
    readonly id: number;
    /** Leaves that were read. */
    readonly size: number;
    /** The tree's right edge then, concatenated. */
    readonly edge: Buffer;
    /** The checkpoint that closes the last batch that was read; empty before the first. */
    readonly note: string;
  };
  /** Subjects and issuers, operations, purposes, coordinates, roles and codes. */
  readonly names: NumberedText;
  /** Ids of patients, apart so that one can be erased. */
  readonly patients: NumberedText;
  /** Who acts: issuer and subject as one text, see `writeActor`. */
  readonly actors: NumberedText;
  /** The same as two names: people of two issuers may have one subject. */
  readonly actor_names: {
    readonly actor: number;
    readonly issuer: number;
    readonly subject: number;
  };
  /** The coordinates of a row with their views and categories, as one text. */
  readonly shapes: NumberedText;
  /** The roles of an actor, as one text. */
  readonly role_lists: NumberedText;
  readonly shape_coordinates: { readonly coordinate: number; readonly shape: number };
  readonly shape_categories: { readonly category: number; readonly shape: number };
  readonly role_list_roles: { readonly role: number; readonly list: number };
  /** A row for each patient in each part of a leaf: what reports show. */
  readonly events: EventRow;
  /** What leaves say was never released. */
  readonly unreleased: { readonly leaf: number; readonly first: number; readonly count: number };
  /** What leaves say was pruned. */
  readonly pruned: { readonly first: number; readonly count: number };
  /** Leaves that are not what was hashed, or that commit to something else than lies there. */
  readonly damaged: { readonly leaf: number };
  /** Hashes of perfect subtrees, see `nodeId`. */
  readonly nodes: { readonly id: number; readonly hash: Buffer };
}

interface NumberedText {
  readonly id: number;
  /** The first bytes of the text's SHA-256: a text may be longer than what an index of a database holds. */
  readonly key: Buffer;
  readonly text: Buffer;
}

/** A row of `events`; words are numbers of other tables. */
export interface EventRow {
  /** See `eventId`. */
  readonly id: number;
  /** When it was recorded, UTC ms since 1970. */
  readonly at: number;
  /** Place in `PARTS`. */
  readonly part: number;
  readonly kind: number;
  readonly actor: number | null;
  readonly actor_name: number | null;
  readonly roles: number;
  readonly patient: number | null;
  /** A bit for each of `RELATIONS`. */
  readonly relations: number;
  readonly purpose: number | null;
  readonly operation: number | null;
  readonly outcome: number;
  readonly records: number;
  readonly shape: number;
  /** Id of the break-glass grant. */
  readonly grant_id: number | null;
  /** When that ends, UTC ms since 1970. */
  readonly grant_until: number | null;
}

/** Tables, or a transaction on them. */
export type IndexDatabase = Kysely<IndexTables>;

/** Numbers of the parts. */
export const PARTS: readonly RowPart[] = ['access', 'touch', 'denial'];

/** Numbers of the two words that most rows hold: lookups of the others leave these out. */
export const PERMIT = 1;
export const ACCESS = 2;
