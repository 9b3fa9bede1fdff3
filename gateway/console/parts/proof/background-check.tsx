import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useReportQuery } from '../../api/use-report-query.ts';
import { count } from '../../words/numbers.ts';
import { Failed } from '../failed.tsx';
import { Sign } from '../sign.tsx';
import { Compared } from './compared.tsx';

/**
 * Compares the report of a patient with the whole ledger while the reader reads it, since only that reveals a row that
 * is missing from the index. For a very long ledger the reader starts the comparison.
 */
export function BackgroundCheck({ patient }: { readonly patient: string }) {
  const [isStarted, setStarted] = useState(false);
  const size = useReportQuery('LedgerSize', {}, { cacheMs: CACHE_MS });
  if (size.error !== null) return <Failed error={size.error} again={size.again} />;
  if (size.data === undefined) return <Comparing />;
  const records = size.data.ledger.size;
  if (isStarted || records <= MAX_AUTOMATIC) return <Check patient={patient} />;
  return (
    <p className="faint">
      <Sign name="dots" /> Each row is proven. To find missing rows, compare with all{' '}
      {count(records, 'record')} of the ledger.{' '}
      <Button className="button" onPress={() => setStarted(true)}>
        Compare now
      </Button>
    </p>
  );
}

/** Records that are compared automatically, in about 40 seconds of one processor. */
const MAX_AUTOMATIC = 1_000_000;

function Check({ patient }: { readonly patient: string }) {
  const { data, error, isOld, again } = useReportQuery(
    'CompareIndex',
    { filter: { patient } },
    { cacheMs: CACHE_MS },
  );
  if (error !== null) return <Failed error={error} again={again} />;
  if (data === undefined || isOld) return <Comparing />;
  const { completeness } = data;
  if (completeness.result !== 'COMPLETE') return <Compared result={completeness} />;
  return (
    <p className="faint" role="status">
      <Sign name="check" /> Complete: index and ledger agree on this patient’s{' '}
      {count(completeness.events, 'event')}, in {count(completeness.records, 'record')}.
    </p>
  );
}

function Comparing() {
  return (
    <p className="faint" role="status">
      <Sign name="dots" /> Comparing this report with the ledger …
    </p>
  );
}

/** A reader who returns to a patient within this time sees the last comparison again. */
const CACHE_MS = 5 * 60_000;
