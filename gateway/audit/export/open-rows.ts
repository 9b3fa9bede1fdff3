import type { ReadableLocation } from '../store/ledger-location.ts';
import type { RowReader } from '../store/ledger-reader.ts';
import { openReader } from '../store/open-reader.ts';
import { openExportReader } from './open-export-reader.ts';

/** Opens a ledger to read it, in its store or exported. Throws a `StartError` where there is none. */
export async function openRows(location: ReadableLocation): Promise<RowReader> {
  return location.kind === 'export' ? openExportReader(location.directory) : openReader(location);
}
