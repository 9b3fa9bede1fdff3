import { useState } from 'react';
import { Button } from 'react-aria-components';
import { COMPLETENESS_QUESTION, SIZE_QUESTION } from '../../api/parse-ledger.ts';
import { never, useQuestion } from '../../api/use-question.ts';
import { count } from '../../words/numbers.ts';
import { Failed } from '../failed.tsx';
import { Sign } from '../sign.tsx';
import { Compared } from './compared.tsx';

/**
 * Compares what the page shows of a patient with the whole ledger while the reader reads: nothing else tells of a row
 * that is gone from the index. Of a very long ledger only when it is asked to.
 */
export function BackgroundCheck({ patient }: { readonly patient: string }) {
  const [isAsked, setAsked] = useState(false);
  const size = useQuestion(SIZE_QUESTION, {}, never, REMEMBERED_MS);
  if (size.error !== null) return <Failed error={size.error} again={size.again} />;
  if (size.data === undefined) return <Comparing />;
  if (isAsked || size.data <= MAX_UNASKED) return <Check patient={patient} />;
  return (
    <p className="faint">
      <Sign name="dots" /> Each row is proven. Whether one is missing takes a comparison with all{' '}
      {count(size.data, 'record')} of the ledger.{' '}
      <Button className="button" onPress={() => setAsked(true)}>
        Compare now
      </Button>
    </p>
  );
}

/** Records that are compared without being asked to: these take about 40 seconds of one processor. */
const MAX_UNASKED = 1_000_000;

function Check({ patient }: { readonly patient: string }) {
  const asked = useQuestion(COMPLETENESS_QUESTION, { filter: { patient } }, never, REMEMBERED_MS);
  const { data, error, isOld, again } = asked;
  if (error !== null) return <Failed error={error} again={again} />;
  if (data === undefined || isOld) return <Comparing />;
  if (data.result !== 'COMPLETE') return <Compared result={data} />;
  return (
    <p className="faint" role="status">
      <Sign name="check" /> Complete: index and ledger say the same of this patient’s{' '}
      {count(data.events, 'event')}, in {count(data.records, 'record')}.
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

/** Who comes back to a patient within minutes is not kept waiting by the whole ledger again. */
const REMEMBERED_MS = 5 * 60_000;
