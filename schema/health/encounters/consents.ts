import { CATEGORIES } from '../../../directives/spec.ts';
import type { Cell, CsvFile } from '../index/csv-file.ts';

/** What a patient denies, as a row of the index. */
export interface ConsentRow {
  readonly patientId: string;
  /** The practitioner that is denied; null: every practitioner. */
  readonly actorId: string | null;
  /** The category of PHI that is denied; null: the whole record. */
  readonly category: string | null;
}

/**
 * The register of what patients deny, one denial per row: `PATIENT`, `ACTOR` (a practitioner's id; empty: all
 * practitioners), `CATEGORY` (of the phi specification; empty: all). A patient without a row denies nothing. The file
 * isn't part of a Synthea export, so it may be missing.
 */
export const CONSENTS: CsvFile<ConsentRow> = {
  file: 'consents.csv',
  table: 'consents',
  columns: {
    patientId: 'PATIENT',
    actorId: 'ACTOR',
    category: { from: ['CATEGORY'], value: readCategory },
  },
};

const CATEGORY_NAMES: ReadonlySet<string> = new Set(CATEGORIES);

/**
 * Refuses an unknown category, because its row would deny nothing. The error says nothing of the cell, which can be
 * PHI: the build of the index prints only the code and the position of the row.
 */
function readCategory(cell: Cell): string | null {
  if (cell === null || CATEGORY_NAMES.has(cell)) return cell;
  throw Object.assign(new Error('not a category'), { code: 'UNKNOWN_CATEGORY' });
}
