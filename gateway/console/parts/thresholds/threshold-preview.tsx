import type { UnusualRule } from '../../api/operations.types.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { count, whole } from '../../words/numbers.ts';
import { closedWords } from '../../words/thresholds.ts';
import { useSettled } from '../use-settled.ts';

/** How many cases of the last 30 days another value would find. It waits until the value does not change any longer. */
export function ThresholdPreview({
  rule,
  value,
}: {
  readonly rule: UnusualRule;
  /** Null without a value that could be set. */
  readonly value: number | null;
}) {
  const settled = useSettled(value, SETTLE_MS);
  const query = useReportQuery(
    'PreviewThreshold',
    { rule, value: settled },
    { isOn: settled !== null },
  );
  return (
    <div role="status" className="preview">
      {value !== null && <Preview value={value} query={query} />}
    </div>
  );
}

const SETTLE_MS = 500;

function Preview({
  value,
  query: { data, error, isOld },
}: {
  readonly value: number;
  readonly query: ReturnType<typeof useReportQuery<'PreviewThreshold'>>;
}) {
  if (error !== null)
    return <p>The preview is not available. The change can be made without it.</p>;
  if (data === undefined || isOld || data.thresholdPreview.value !== value)
    return <p className="faint">Counting the cases of the last 30 days …</p>;
  const { current, previewed, dropped, added } = data.thresholdPreview;
  return (
    <>
      <p>
        <strong>{count(previewed.cases, 'case')}</strong> in the last 30 days instead of{' '}
        {whole(current.cases)}. {closedWords(previewed)}
      </p>
      {dropped.cases > 0 && (
        <p className={dropped.violations > 0 ? 'bad-text' : undefined}>
          {count(dropped.cases, 'case')} would not be found any longer. {closedWords(dropped)}
        </p>
      )}
      {added.cases > 0 && (
        <p>
          {count(added.cases, 'case')} would be found in addition. {closedWords(added)}
        </p>
      )}
    </>
  );
}
