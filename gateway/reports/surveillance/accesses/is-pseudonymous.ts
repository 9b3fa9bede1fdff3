import { IDENTIFIERS } from '../../../../directives/spec.ts';
import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { ReportRow } from '../../query/report-row.ts';

/** Categories that name a person by themselves. A date or a state of residence does not, and neither does a finding. */
const DIRECT_IDENTIFIERS: ReadonlySet<string> = new Set(
  IDENTIFIERS.filter((category) => category !== 'GEOGRAPHY' && category !== 'DATE'),
);

/**
 * Whether an access showed the record without saying whose it is: every direct identifier in the response was
 * de-identified, at least one was, and the request did not name the patient.
 */
export function isPseudonymous(
  { patients }: Pick<PlainLeaf, 'patients'>,
  { patient, coordinates }: Pick<ReportRow, 'patient' | 'coordinates'>,
): boolean {
  const identifiers = coordinates.filter(({ categories }) =>
    categories.some((category) => DIRECT_IDENTIFIERS.has(category)),
  );
  return (
    identifiers.length > 0 &&
    identifiers.every(({ view }) => view === 'deidentified') &&
    (patient === null || !patients.includes(patient))
  );
}
