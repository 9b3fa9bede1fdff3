import { hash } from 'node:crypto';
import type { INDEX_SCHEMA, IndexLocation, NEXT_SCHEMA } from './index-location.ts';
import { ACCESS, PART_NUMBERS, PERMIT, TEXT_TABLES, type EventRow } from './index-tables.ts';

/** Returns the statements that create the tables of `IndexTables`. */
export function tableStatements({ kind, prefix }: SchemaTarget): readonly string[] {
  const { id, bytes, strict, literal } = dialectOf(kind);
  const texts = TEXT_TABLES.map(
    (name) =>
      `CREATE TABLE ${prefix}${name} (
        id ${id} PRIMARY KEY, key ${bytes} NOT NULL UNIQUE, text ${bytes} NOT NULL
      ) ${strict}`,
  );
  const members = [
    ['field_set_coordinates', 'coordinate', 'field_set'],
    ['field_set_categories', 'category', 'field_set'],
    ['role_list_roles', 'role', 'list'],
  ].map(
    ([name, member, list]) =>
      `CREATE TABLE ${prefix}${name} (
        ${member} ${id} NOT NULL, ${list} ${id} NOT NULL, PRIMARY KEY (${member}, ${list})
      ) ${strict}`,
  );
  const columns: Readonly<Record<keyof EventRow, string>> = {
    id: `${id} PRIMARY KEY`,
    at: `${id} NOT NULL`,
    part: 'integer NOT NULL',
    kind: 'integer NOT NULL',
    actor: 'integer',
    actor_name: 'integer',
    roles: 'integer NOT NULL',
    patient: 'integer',
    relations: 'integer NOT NULL',
    purpose: 'integer',
    operation: 'integer',
    outcome: 'integer NOT NULL',
    records: `${id} NOT NULL`,
    field_set: 'integer NOT NULL',
    grant_id: 'integer',
    grant_until: id,
    address: 'integer',
  };
  const binary = (text: string) => {
    return `${literal(textKey(text))}, ${literal(Buffer.from(text))}`;
  };
  return [
    `CREATE TABLE ${prefix}position (
      id ${id} PRIMARY KEY CHECK (id = 1),
      size ${id} NOT NULL, edge ${bytes} NOT NULL, note text NOT NULL
    ) ${strict}`,
    `INSERT INTO ${prefix}position VALUES (1, 0, ${literal(Buffer.alloc(0))}, '')`,
    ...texts,
    ...members,
    `CREATE TABLE ${prefix}actor_names (
      actor ${id} PRIMARY KEY, issuer ${id} NOT NULL, subject ${id} NOT NULL
    ) ${strict}`,
    `INSERT INTO ${prefix}names VALUES
      (${PERMIT}, ${binary('permit')}), (${ACCESS}, ${binary('access')})`,
    `CREATE TABLE ${prefix}events (
      ${Object.entries(columns)
        .map(([name, type]) => `${name} ${type}`)
        .join(', ')}
    ) ${strict}`,
    `CREATE TABLE ${prefix}unreleased (
      leaf ${id} PRIMARY KEY, first ${id} NOT NULL, count ${id} NOT NULL
    ) ${strict}`,
    `CREATE TABLE ${prefix}pruned (first ${id} PRIMARY KEY, count ${id} NOT NULL) ${strict}`,
    `CREATE TABLE ${prefix}damaged (leaf ${id} PRIMARY KEY) ${strict}`,
    `CREATE TABLE ${prefix}changes (leaf ${id} PRIMARY KEY, kind integer NOT NULL) ${strict}`,
    `CREATE TABLE ${prefix}nodes (id ${id} PRIMARY KEY, hash ${bytes} NOT NULL) ${strict}`,
  ];
}

/**
 * Returns the statements that create the SQL indexes of `events`: name, columns, and the condition of a partial index,
 * which leaves out the value that most rows have.
 */
export function sqlIndexStatements({ kind, prefix }: SchemaTarget): readonly string[] {
  const { indexEnd } = dialectOf(kind);
  const indexes = [
    ['patient', 'patient, at', null],
    ['actor', 'actor, at', null],
    ['field_set', 'field_set, at', null],
    ['time', 'at', null],
    ['denied', 'at', `part = ${PART_NUMBERS.denial}`],
    ['broken_glass', 'at', 'grant_id IS NOT NULL'],
    ['other_kinds', 'kind, at', `kind <> ${ACCESS}`],
    ['other_outcomes', 'outcome, at', `outcome <> ${PERMIT}`],
  ] as const;
  return indexes.map(
    ([name, columns, where]) =>
      `CREATE INDEX events_by_${name} ON ${prefix}events (${columns}${indexEnd})` +
      (where === null ? '' : ` WHERE ${where}`),
  );
}

/** The parts of statements that differ by database. */
interface Dialect {
  /** Type of 64-bit integers. */
  readonly id: string;
  /** Type of byte strings. */
  readonly bytes: string;
  /** Ends a CREATE TABLE. */
  readonly strict: string;
  /** Ends the columns of a SQL index, so that each ends with the row's id. */
  readonly indexEnd: string;
  readonly literal: (bytes: Buffer) => string;
}

function dialectOf(kind: IndexLocation['kind']): Dialect {
  switch (kind) {
    case 'sqlite':
      return {
        id: 'INTEGER',
        bytes: 'BLOB',
        strict: 'STRICT',
        // SQLite appends the row id to every index by itself.
        indexEnd: '',
        literal: (bytes) => `x'${bytes.toString('hex')}'`,
      };
    case 'postgres':
      return {
        id: 'bigint',
        bytes: 'bytea',
        strict: '',
        indexEnd: ', id',
        literal: (bytes) => `'\\x${bytes.toString('hex')}'`,
      };
    default:
      return kind satisfies never;
  }
}

/** The database and schema for which statements are written. */
export interface SchemaTarget {
  readonly kind: IndexLocation['kind'];
  /** Written before each table name. */
  readonly prefix: '' | `${typeof INDEX_SCHEMA}.` | `${typeof NEXT_SCHEMA}.`;
}

/** Returns the key of a text in the tables of texts: the first 16 bytes of its SHA-256. */
export function textKey(text: string): Buffer {
  return hash('sha256', text, 'buffer').subarray(0, KEY_BYTES);
}

const KEY_BYTES = 16;
