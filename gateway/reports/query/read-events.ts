import type { RowPart } from '../../audit/record/report-rows.ts';
import { readActors } from '../index/actors.ts';
import { findTexts } from '../index/dictionary.ts';
import type { PlacedEvent } from '../index/fill-step.ts';
import { PARTS, type EventRow, type IndexDatabase } from '../index/index-tables.ts';

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
 * Decodes rows: numbers become the words of the dictionaries. A number without a word becomes a text that no leaf
 * holds, so that the row does not match its leaf.
 */
export async function decodeRows(
  database: IndexDatabase,
  rows: readonly EventRow[],
): Promise<PlacedEvent[]> {
  const numbers = (pick: (row: EventRow) => readonly (number | null)[]) =>
    new Set(rows.flatMap((row) => pick(row).flatMap((id) => id ?? [])));
  const words = await findTexts(
    database,
    'names',
    numbers((row) => [
      row.kind,
      row.actor_name,
      row.purpose,
      row.operation,
      row.outcome,
      row.grant_id,
    ]),
  );
  const actors = await readActors(
    database,
    numbers((row) => [row.actor]),
  );
  const people = await findTexts(
    database,
    'patients',
    numbers((row) => [row.patient]),
  );
  const shapes = await findTexts(
    database,
    'shapes',
    numbers((row) => [row.shape]),
  );
  const lists = await findTexts(
    database,
    'role_lists',
    numbers((row) => [row.roles]),
  );
  const word = (id: number) => words.get(id) ?? UNKNOWN;
  const optional = (id: number | null) => (id === null ? null : word(id));
  return rows.map((row) => ({
    id: row.id,
    event: {
      at: row.at,
      part: partOf(row.part),
      kind: word(row.kind),
      actor: row.actor === null ? null : (actors.get(row.actor)?.subject ?? UNKNOWN),
      issuer: row.actor === null ? null : (actors.get(row.actor)?.issuer ?? UNKNOWN),
      actorName: optional(row.actor_name),
      roles: lists.get(row.roles) ?? UNKNOWN,
      patient: row.patient === null ? null : (people.get(row.patient) ?? UNKNOWN),
      relations: row.relations,
      purpose: optional(row.purpose),
      operation: optional(row.operation),
      outcome: word(row.outcome),
      records: row.records,
      fieldSet: shapes.get(row.shape) ?? UNKNOWN,
      grant: optional(row.grant_id),
      grantUntil: row.grant_until,
    },
  }));
}

/** No leaf holds this text: a lone surrogate, which canonical JSON cannot contain. */
const UNKNOWN = '\ud800';

function partOf(number: number): RowPart {
  return PARTS[number] ?? 'access';
}
