import type { PartKind } from '../../audit/record/leaf-parts.ts';
import type { Kysely } from '../../platform/kysely.ts';

/**
 * The tables of a report index. Texts are stored as UTF-8 bytes: PostgreSQL's text columns can't hold U+0000, and
 * bytes sort alike in SQLite and PostgreSQL. Repeated texts are stored once, and rows hold their numbers.
 */
export interface IndexTables {
  /** One row: how far the index is. Updates compare `size` first, so that two writers can't both add a step. */
  readonly position: {
    readonly id: number;
    /** Leaves in the index. */
    readonly size: number;
    /** Hashes of the right edge of the Merkle tree at that size, concatenated. */
    readonly edge: Buffer;
    /** The checkpoint of the last batch in the index; empty before the first. */
    readonly note: string;
  };
  /** Subjects and issuers, operations, purposes, coordinates, categories, roles, kinds, outcomes, ids of grants and addresses. */
  readonly names: NumberedText;
  /** Ids of patients, in a table of their own so that one can be erased. */
  readonly patients: NumberedText;
  /** Issuer and subject of an actor as one text, see `writeActor`. */
  readonly actors: NumberedText;
  /** Issuer and subject of each actor, as numbers in `names`. */
  readonly actor_names: {
    readonly actor: number;
    readonly issuer: number;
    readonly subject: number;
  };
  /** The coordinates of a row with their views and categories (a field set) as one text, see `writeFieldSet`. */
  readonly field_sets: NumberedText;
  /** The roles of an actor as one text, see `writeRoles`. */
  readonly role_lists: NumberedText;
  /** Which field sets have a coordinate or category, and which role lists a role, as numbers in `names`. */
  readonly field_set_coordinates: { readonly coordinate: number; readonly field_set: number };
  readonly field_set_categories: { readonly category: number; readonly field_set: number };
  readonly role_list_roles: { readonly role: number; readonly list: number };
  /** The rows of reports: one for each patient in each part of a leaf (releases, named patients, denials). */
  readonly events: EventRow;
  /** Ranges of leaves whose responses were not sent, and the leaf that records each. */
  readonly unreleased: { readonly leaf: number; readonly first: number; readonly count: number };
  /** Ranges of leaves that were pruned. */
  readonly pruned: { readonly first: number; readonly count: number };
  /** Leaves that don't match their hash, or whose openings don't match their commitments or are lost. */
  readonly damaged: { readonly leaf: number };
  /** Leaves in which the ledger records a change of itself, of the policy or of settings. */
  readonly changes: { readonly leaf: number; readonly kind: number };
  /** Hashes of perfect subtrees, see `nodeId`. */
  readonly nodes: { readonly id: number; readonly hash: Buffer };
}

interface NumberedText {
  readonly id: number;
  /** The first bytes of the text's SHA-256: a text can be longer than a database index accepts. */
  readonly key: Buffer;
  readonly text: Buffer;
}

/** A row of `events`. Texts are numbers in other tables. */
export interface EventRow {
  /** See `eventId`. */
  readonly id: number;
  /** When it was recorded, UTC ms since 1970. */
  readonly at: number;
  /** See `PART_NUMBERS`. */
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
  readonly field_set: number;
  /** Id of the break-glass grant. */
  readonly grant_id: number | null;
  /** When the grant ends, UTC ms since 1970. */
  readonly grant_until: number | null;
  /** Network address of the client. */
  readonly address: number | null;
}

/** The tables, or a transaction on them. */
export type IndexDatabase = Kysely<IndexTables>;

/** The tables that number texts. */
export const TEXT_TABLES = ['names', 'actors', 'patients', 'field_sets', 'role_lists'] as const;

export type TextTable = (typeof TEXT_TABLES)[number];

/** The table of the texts that each column of `events` numbers; null for a column that holds its value itself. */
export const COLUMN_TEXTS = {
  id: null,
  at: null,
  part: null,
  kind: 'names',
  actor: 'actors',
  actor_name: 'names',
  roles: 'role_lists',
  patient: 'patients',
  relations: null,
  purpose: 'names',
  operation: 'names',
  outcome: 'names',
  records: null,
  field_set: 'field_sets',
  grant_id: 'names',
  grant_until: null,
  address: 'names',
} as const satisfies Readonly<Record<keyof EventRow, TextTable | null>>;

/** The number of each part of a leaf in `events.part`. */
export const PART_NUMBERS = { access: 0, touch: 1, denial: 2 } as const satisfies Readonly<
  Record<PartKind, number>
>;

/**
 * Numbers in `names` of the outcome `permit` and the kind `access`, which most rows have. Every index assigns them
 * first, so that partial SQL indexes can leave these rows out.
 */
export const PERMIT = 1;
export const ACCESS = 2;
