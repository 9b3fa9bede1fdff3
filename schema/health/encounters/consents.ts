import { CATEGORIES } from '../../../directives/spec.ts';
import type { CsvFile } from '../index/csv-file.ts';

/** A denial of a patient, as a row of the index. */
export interface ConsentRow {
  readonly patientId: string;
  /** The practitioner that is denied; null is every practitioner. */
  readonly actorId: string | null;
  /** A category of PHI; null is all of the record. */
  readonly category: string | null;
}

/**
 * The register of what patients deny, one denial per row: `PATIENT`, `ACTOR` (a practitioner's id; empty: all
 * practitioners), `CATEGORY` (of the phi specification; empty: all). A patient without a row denies nothing. The file
 * isn't part of a Synthea export, so it may be missing.
 */
export const CONSENTS: CsvFile = {
  file: 'consents.csv',
  table: 'consents',
  columns: ['PATIENT', 'ACTOR', 'CATEGORY'],
  values: (cell) => [cell('PATIENT'), cell('ACTOR'), readCategory(cell('CATEGORY'))],
};

const NAMES: ReadonlySet<string> = new Set(CATEGORIES);

/** A denial of an unknown category would deny nothing, so it is refused. */
function readCategory(cell: string | null): string | null {
  if (cell === null || NAMES.has(cell)) return cell;
  throw Object.assign(new Error('not a category'), { code: 'UNKNOWN_CATEGORY' });
}
