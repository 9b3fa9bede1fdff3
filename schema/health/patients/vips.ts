import type { CsvFile } from '../index/csv-file.ts';

/** A patient whose record attracts curiosity, as a row of the index. */
export interface VipRow {
  readonly patientId: string;
}

/**
 * The register of patients whose records attract curiosity, such as public figures: `PATIENT`. The file isn't part of a
 * Synthea export, so it may be missing; then no patient is in it.
 */
export const VIPS: CsvFile<VipRow> = {
  file: 'vips.csv',
  table: 'vips',
  columns: { patientId: 'PATIENT' },
};
