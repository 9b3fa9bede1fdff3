import type { Coverage } from '../catalog/coverage.ts';
import type { StatusAnswer } from './workers/report-functions.ts';

/** The field `coverage` of a report, asked for only where it is selected. */
export function coverageField(
  coverage: Coverage,
  askStatus: () => Promise<StatusAnswer>,
): () => Promise<Coverage & Pick<StatusAnswer, 'indexed' | 'size'>> {
  return async () => {
    const { indexed, size } = await askStatus();
    return { ...coverage, indexed, size };
  };
}
