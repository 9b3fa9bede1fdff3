import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useReportQuery } from '../../api/use-report-query.ts';
import { useSession } from '../../session/session-context.tsx';
import { momentsOf } from '../../words/moments.ts';
import { useWords } from '../../words/words-context.ts';
import { Sign } from '../sign.tsx';

/** Notifies a patient of break-glass access in the last 30 days, if the hospital has configured it and there was any. */
export function BreakGlassNotice({
  patient,
  onShow,
}: {
  readonly patient: string;
  /** Shows these accesses alone. */
  readonly onShow: () => void;
}) {
  const words = useWords();
  const { settings } = useSession();
  const [since] = useState(() => new Date(Date.now() - NOTICE_MS).toISOString());
  const { data } = useReportQuery(
    'OwnEvents',
    {
      first: 1,
      after: null,
      // Each grant has one record of its start.
      filter: { patient, kind: 'breakglass.start', since },
      orderBy: { field: 'TIME', direction: 'DESC' },
    },
    { isOn: settings.patientPage.hasBreakGlassNotice },
  );
  const newest = data?.events.edges[0]?.node;
  if (data === undefined || newest === undefined) return null;
  const { record, letters } = words;
  const last = momentsOf(words, settings).moment(newest.time);
  return (
    <section className="notice warn" aria-labelledby="break-glass-notice">
      <h2 id="break-glass-notice" className="notice-title">
        <Sign name="warning" /> {record.emergencyTitle}
      </h2>
      <p>{record.emergencyCount(data.events.totalCount, last)}</p>
      <p>{letters.notice.explanation}</p>
      <p>{letters.notice.review}</p>
      <Button className="button" onPress={onShow}>
        {record.emergencyShow}
      </Button>
    </section>
  );
}

/** As long as the letter `break-glass-notice` goes back. */
const NOTICE_MS = 30 * 86_400_000;
