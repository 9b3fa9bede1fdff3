import type { ReadableLocation } from '../store/ledger-location.ts';
import type { RowReader } from '../store/ledger-reader.ts';
import { openReader } from '../store/open-reader.ts';
import { openExportReader } from './open-export-reader.ts';

/** Opens a ledger in a store or an export to read it. Throws a `StartError` if it does not exist. */
export async function openRows(location: ReadableLocation): Promise<RowReader> {
  return location.kind === 'export' ? openExportReader(location.directory) : openReader(location);
}
