import type { PartKind } from '../../audit/record/leaf-parts.ts';
import { keysOf } from '../catalog/filter-spec.ts';
import { readActors } from '../index/actors.ts';
import { findTexts } from '../index/dictionary.ts';
import type { PlacedEvent } from '../index/fill-step.ts';
import {
  COLUMN_TEXTS,
  PART_NUMBERS,
  type EventRow,
  type IndexDatabase,
  type TextTable,
} from '../index/index-tables.ts';

/** Rows per statement. */
const ROWS = 500;

/** Reads events by their ids, in the order of the ledger; missing ones are left out. */
export async function readEvents(
  database: IndexDatabase,
  ids: readonly number[],
): Promise<PlacedEvent[]> {
  const events: PlacedEvent[] = [];
  for (let at = 0; at < ids.length; at += ROWS) {
    const rows = await database
      .selectFrom('events')
      .selectAll()
      .where('id', 'in', ids.slice(at, at + ROWS))
      .orderBy('id')
      .execute();
    events.push(...(await decodeRows(database, rows)));
  }
  return events;
}

/**
 * Decodes rows: numbers become the texts that they stand for. A number without a text becomes a text that no leaf
 * holds, so that the row does not match its leaf.
 */
export async function decodeRows(
  database: IndexDatabase,
  rows: readonly EventRow[],
): Promise<PlacedEvent[]> {
  const numbersIn = (table: TextTable) => {
    const columns = keysOf(COLUMN_TEXTS).filter((column) => COLUMN_TEXTS[column] === table);
    return new Set(rows.flatMap((row) => columns.flatMap((column) => row[column] ?? [])));
  };
  const names = await findTexts(database, 'names', numbersIn('names'));
  const actors = await readActors(database, numbersIn('actors'));
  const patients = await findTexts(database, 'patients', numbersIn('patients'));
  const fieldSets = await findTexts(database, 'field_sets', numbersIn('field_sets'));
  const roleLists = await findTexts(database, 'role_lists', numbersIn('role_lists'));
  const name = (id: number) => names.get(id) ?? UNKNOWN;
  const optional = (id: number | null) => (id === null ? null : name(id));
  return rows.map((row) => ({
    id: row.id,
    event: {
      at: row.at,
      part: partOf(row.part),
      kind: name(row.kind),
      actor: row.actor === null ? null : (actors.get(row.actor)?.subject ?? UNKNOWN),
      issuer: row.actor === null ? null : (actors.get(row.actor)?.issuer ?? UNKNOWN),
      actorName: optional(row.actor_name),
      roles: roleLists.get(row.roles) ?? UNKNOWN,
      patient: row.patient === null ? null : (patients.get(row.patient) ?? UNKNOWN),
      relations: row.relations,
      purpose: optional(row.purpose),
      operation: optional(row.operation),
      outcome: name(row.outcome),
      records: row.records,
      fieldSet: fieldSets.get(row.field_set) ?? UNKNOWN,
      grant: optional(row.grant_id),
      grantUntil: row.grant_until,
      address: optional(row.address),
    },
  }));
}

/** No leaf holds this text: a lone surrogate, which canonical JSON cannot contain. */
const UNKNOWN = '\ud800';

/** The part with this number. An unknown number reads as `access`: the row then differs from its leaf. */
function partOf(number: number): PartKind {
  return keysOf(PART_NUMBERS).find((part) => PART_NUMBERS[part] === number) ?? 'access';
}
