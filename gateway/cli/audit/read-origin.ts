import { openRows } from '../../audit/export/open-rows.ts';
import type { ReadableLocation } from '../../audit/store/ledger-location.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';

/** The origin of a ledger in its last checkpoint; empty without a checkpoint. */
export async function readOrigin(location: ReadableLocation): Promise<string> {
  const note = location.kind === 'export' ? await lastNote(location) : await latestNote(location);
  return note === null ? '' : (readCheckpoint(note)?.checkpoint.origin ?? '');
}

async function latestNote(
  location: Exclude<ReadableLocation, { readonly kind: 'export' }>,
): Promise<string | null> {
  const reader = await openReader(location);
  try {
    return reader.isLedger ? ((await reader.latest())?.note ?? null) : null;
  } finally {
    await reader.close();
  }
}

/** An export has its batches in one list, which is read to its end. */
async function lastNote(location: ReadableLocation): Promise<string | null> {
  const reader = await openRows(location);
  try {
    let note: string | null = null;
    for await (const { batch } of reader.batches()) note = batch?.note ?? note;
    return note;
  } finally {
    await reader.close();
  }
}
