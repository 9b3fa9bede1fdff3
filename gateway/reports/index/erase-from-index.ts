import { eventId } from '../catalog/event-id.ts';
import type { ErasedLookup } from '../../audit/chain/erased-lookup.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { deriveLeaf } from './derive-leaf.ts';
import { type IndexDatabase } from './index-tables.ts';
import { isInLeafRanges } from '../../audit/record/unreleased.ts';
import { readStored } from './read-batch.ts';
import type { EventWriter } from './write-events.ts';

interface EraseDependencies {
  readonly reader: LedgerReader;
  readonly events: EventWriter;
  readonly erased: ErasedLookup;
}

/**
 * Rewrites the rows of a leaf after ids in it were erased: derives its events from the openings that the ledger still
 * holds, and deletes the patients that no row refers to any more. Runs within the caller's transaction.
 */
export async function eraseFromIndex(
  tables: IndexDatabase,
  leaf: number,
  { reader, events, erased }: EraseDependencies,
): Promise<void> {
  const row = await reader.batchAt(leaf);
  const stored = row === null ? null : await readStored(reader, row);
  const found = stored?.[leaf - (row?.first ?? 0)];
  if (found === undefined) return;
  const ranges = await tables
    .selectFrom('unreleased')
    .select(['first', 'count'])
    .where('first', '<=', leaf)
    .execute();
  const derived = deriveLeaf(found, !isInLeafRanges(ranges, leaf));
  const rows = { from: eventId(leaf, 0), to: eventId(leaf + 1, 0) };
  const patientsBefore = await tables
    .selectFrom('events')
    .select('patient')
    .distinct()
    .where('id', '>=', rows.from)
    .where('id', '<', rows.to)
    .execute();
  await tables
    .deleteFrom('events')
    .where('id', '>=', rows.from)
    .where('id', '<', rows.to)
    .execute();
  await tables.deleteFrom('damaged').where('leaf', '=', leaf).execute();
  await events.write(
    tables,
    derived.events.map((event, place) => ({ id: eventId(leaf, place), event })),
  );
  const isDamaged = derived.isDamaged || !(await erased.areRecorded(leaf, derived.erased));
  if (isDamaged) await tables.insertInto('damaged').values({ leaf }).execute();
  for (const { patient } of patientsBefore)
    if (patient !== null) await deleteUnused(tables, patient);
  // The numbers of deleted patients can be assigned again.
  events.forget();
}

async function deleteUnused(tables: IndexDatabase, patient: number): Promise<void> {
  const used = await tables
    .selectFrom('events')
    .select('id')
    .where('patient', '=', patient)
    .limit(1)
    .executeTakeFirst();
  if (used !== undefined) return;
  await tables.deleteFrom('patients').where('id', '=', patient).execute();
}
