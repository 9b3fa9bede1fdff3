import { USUAL, type SurveillanceRule } from './rule.ts';

/** Very many records in an hour. */
export const BULK_DOWNLOAD: SurveillanceRule = {
  rule: 'BULK_DOWNLOAD',
  text: 'More records of patients were released to the actor in one hour (UTC) than admin.unusual.bulkDownload.records (2,000 by default), whatever is usual for the actor.',
  basis: 'ledger',
  remedy: () => null,
  // Evaluated per actor and hour, not per patient: see `findVolumeCases`.
  candidates: 'evaluated elsewhere',
  evaluate: () => USUAL,
};
