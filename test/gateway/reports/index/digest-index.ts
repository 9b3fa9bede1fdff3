import { eventId } from '../../../../gateway/reports/catalog/event-id.ts';
import { createHash } from 'node:crypto';
import { type IndexDatabase } from '../../../../gateway/reports/index/index-tables.ts';
import type { ReportIndex } from '../../../../gateway/reports/index/open-index.ts';
import { readPosition } from '../../../../gateway/reports/index/position.ts';
import { decodeRows } from '../../../../gateway/reports/query/read-events.ts';

/** Leaves that are read in one statement. */
const WINDOW = 5000;

/**
 * One hash (SHA-256, hex) of everything that an index says, in words and in the order of the ledger: however
 * an index came to be, on SQLite or PostgreSQL, it is the same for the same ledger.
 */
export async function digestIndex(index: ReportIndex): Promise<string> {
  const database = await index.database();
  const { tree, note } = await readPosition(database, index);
  const digest = createHash('sha256');
  const add = (value: unknown) => digest.update(`${JSON.stringify(value)}\n`);
  add([tree.size, Buffer.concat(tree.edge).toString('hex'), note]);
  for (const table of ['unreleased', 'pruned', 'damaged', 'changes'] as const) {
    const rows = await readSmall(database, table);
    for (const row of rows) add([table, ...row]);
  }
  const nodes = database.selectFrom('nodes').selectAll().orderBy('id');
  for (let last = -1, more = true; more;) {
    const rows = await nodes.where('id', '>', last).limit(WINDOW).execute();
    for (const { id, hash } of rows) add([id, hash.toString('hex')]);
    last = rows.at(-1)?.id ?? last;
    more = rows.length > 0;
  }
  for (let leaf = 0; leaf < tree.size; leaf += WINDOW) {
    const rows = await database
      .selectFrom('events')
      .selectAll()
      .where('id', '>=', eventId(leaf, 0))
      .where('id', '<', eventId(leaf + WINDOW, 0))
      .orderBy('id')
      .execute();
    for (const { id, event } of await decodeRows(database, rows)) add([id, event]);
  }
  const patients = await database.selectFrom('patients').select('text').orderBy('text').execute();
  for (const { text } of patients) add(text.toString());
  return digest.digest('hex');
}

async function readSmall(
  database: IndexDatabase,
  table: 'unreleased' | 'pruned' | 'damaged' | 'changes',
): Promise<readonly (readonly unknown[])[]> {
  switch (table) {
    case 'unreleased': {
      const rows = await database.selectFrom(table).selectAll().orderBy('leaf').execute();
      return rows.map(({ leaf, first, count }) => [leaf, first, count]);
    }
    case 'pruned': {
      const rows = await database.selectFrom(table).selectAll().orderBy('first').execute();
      return rows.map(({ first, count }) => [first, count]);
    }
    case 'changes': {
      const rows = await database
        .selectFrom(table)
        .innerJoin('names', 'names.id', 'changes.kind')
        .select(['leaf', 'text'])
        .orderBy('leaf')
        .execute();
      return rows.map(({ leaf, text }) => [leaf, text.toString()]);
    }
    case 'damaged':
      return (await database.selectFrom(table).selectAll().orderBy('leaf').execute()).map(
        ({ leaf }) => [leaf],
      );
    default:
      return table satisfies never;
  }
}
