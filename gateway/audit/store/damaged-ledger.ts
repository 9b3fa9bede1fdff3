import { StartError } from '../../platform/errors.ts';
import { printLocation, type ReadableLocation } from './ledger-location.ts';

/** The error for a ledger that is damaged at a leaf; `at` is the leaf's index. */
export function damaged(at: number, location: ReadableLocation): StartError {
  const where = printLocation(location);
  return new StartError([
    `The audit ledger ${where} is damaged at record ${at}. Run: phi-gateway audit verify --db ${where}`,
  ]);
}
