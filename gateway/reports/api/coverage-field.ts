import type { Coverage } from '../catalog/coverage.ts';
import type { StatusAnswer } from './workers/report-functions.ts';

/**
 * The resolver of the field `coverage`, with the sizes of ledger and index. It asks for them only if the field is
 * selected.
 */
export function coverageField(
  coverage: Coverage,
  askStatus: () => Promise<StatusAnswer>,
): () => Promise<Coverage & Pick<StatusAnswer, 'indexed' | 'size'>> {
  return async () => {
    const { indexed, size } = await askStatus();
    return { ...coverage, indexed, size };
  };
}
