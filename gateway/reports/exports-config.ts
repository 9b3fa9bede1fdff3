import { z } from 'zod';
import { text, whole } from '../platform/setting-types.ts';

/** `admin.exports`: reports as files. */
export function exportsSchema() {
  return z
    .strictObject({
      atOnce: whole(1, 16)
        .default(2)
        .describe('Files that are sent at a time, one for each caller; each takes a thread.'),
      mostRows: whole(1, 100_000_000).default(1_000_000).describe('Rows of one file.'),
      patientSystem: text('the URI of a naming system')
        .nullable()
        .default(null)
        .describe("Naming system (FHIR `Identifier.system`) of the patients' ids."),
    })
    .prefault({})
    .describe('Reports as files.');
}
