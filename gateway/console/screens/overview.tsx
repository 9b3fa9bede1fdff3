import { Link } from 'wouter';
import { dayBefore, endOf, startOf, TIME_ZONE } from '../search/days.ts';
import type { Overview } from '../api/operations.types.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { DeniedTable } from '../parts/figures/denied-table.tsx';
import { Deadlines } from '../parts/proof/deadlines.tsx';
import { LedgerChanges } from '../parts/proof/ledger-changes.tsx';
import { DayTable } from '../parts/figures/day-table.tsx';
import { lastDays } from '../parts/figures/days.ts';
import { Health } from '../parts/figures/health.tsx';
import { Page } from '../parts/page.tsx';
import { actorPath, fieldPath, patientPath } from '../parts/path.ts';
import { Period } from '../parts/figures/period.tsx';
import { RecentEvents } from '../parts/events/recent-events.tsx';
import { Section } from '../parts/section.tsx';
import { Tiles } from '../parts/figures/tiles.tsx';
import { TopTable } from '../parts/figures/top-table.tsx';
import { TopOfQueue } from '../parts/reviews/top-of-queue.tsx';
import { useNow } from '../parts/use-now.ts';
import { usePeriod } from '../parts/figures/use-period.ts';
import { count } from '../words/numbers.ts';
import { timeZoneWords } from '../words/times.ts';

/**
 * The start screen of a privacy officer: figures, what awaits review, the state of the ledger, the newest break-glass
 * accesses, denials that increased, what ends soon and what changed.
 */
export function OverviewScreen() {
  const [days, choose] = usePeriod();
  const now = useNow();
  const start = dayBefore(now, days - 1);
  const overview = useReportQuery('Overview', {
    both: { since: startOf(dayBefore(now, 2 * days - 1)), oversight: false },
    period: { since: startOf(start), oversight: false },
    denied: { since: startOf(start), oversight: false, denied: true },
    deniedBefore: {
      since: startOf(dayBefore(now, 2 * days - 1)),
      until: endOf(dayBefore(now, days)),
      oversight: false,
      denied: true,
    },
    days: 2 * days,
    timeZone: TIME_ZONE,
  });
  const queue = useReportQuery('Queue', {
    first: 5,
    filter: {},
    orderBy: { field: 'SCORE', direction: 'DESC' },
  });
  const ledger = useReportQuery('LedgerHealth', {}, { refetchMs: everyMinute });
  const changes = useReportQuery('WhatChanged', { since: startOf(start) });
  const ending = useReportQuery('WhatEnds', {});
  const suppressions = useReportQuery('Suppressions', {
    first: 5,
    after: null,
    current: true,
    // Suppressions cover days in UTC.
    endsBy: new Date(now + SUPPRESSION_MS).toISOString().slice(0, 10),
  });
  const broken = useReportQuery('Queue', {
    first: 1,
    filter: { rule: 'BREAK_GLASS', leastScore: 0 },
    orderBy: { field: 'SCORE', direction: 'DESC' },
  });
  return (
    <Page
      title="Overview"
      lead={`The last ${days} days, ${timeZoneWords()}`}
      actions={<Period days={days} onChange={choose} />}
    >
      <QueryResult query={overview} loading="Counting">
        {(result) => <Figures overview={result} days={days} now={now} />}
      </QueryResult>
      <Section title="To review" note="the last 30 days, the highest scores first">
        <QueryResult query={queue} loading="Reading the queue">
          {(result) => <TopOfQueue {...result} />}
        </QueryResult>
      </Section>
      <div className="columns two">
        <Section title="Ledger">
          <QueryResult query={ledger} loading="Reading the ledger">
            {(health) => <Health health={health} />}
          </QueryResult>
        </Section>
        <RecentEvents
          title="Break-glass grants, newest first"
          search={{ texts: { kind: 'breakglass.start' }, since: start }}
          empty="No break-glass grant in this period"
        >
          <QueryResult query={broken} loading="Reading the queue">
            {({ queue: { totalCount } }) => <AwaitingBreakGlass entries={totalCount} />}
          </QueryResult>
        </RecentEvents>
      </div>
      <div className="columns two">
        <Section title="Denied more often than before">
          <QueryResult query={overview} loading="Counting">
            {(result) => <DeniedTable overview={result} days={days} since={start} />}
          </QueryResult>
        </Section>
        <Section title="Ends soon">
          <QueryResult query={ending} loading="Reading">
            {(result) => (
              <QueryResult query={suppressions} loading="Reading">
                {(found) => <Deadlines {...result} {...found} />}
              </QueryResult>
            )}
          </QueryResult>
        </Section>
      </div>
      <Section
        title="Policy, settings and ledger: what changed"
        note="policies, schemas and settings by the first digits of their hashes"
      >
        <QueryResult query={changes} loading="Reading the ledger">
          {(result) => <LedgerChanges {...result} />}
        </QueryResult>
      </Section>
      <QueryResult query={overview} loading="Counting">
        {({ actors, patients, fields }) => (
          <div className="columns three">
            <Section title="Most active actors">
              <TopTable
                caption="Most active actors"
                what="Actor"
                counts={actors}
                pathOf={actorPath}
              />
            </Section>
            <Section title="Most read patients">
              <TopTable
                caption="Most read patients"
                what="Patient"
                counts={patients}
                pathOf={patientPath}
              />
            </Section>
            <Section title="Most read fields">
              <TopTable
                caption="Most read fields"
                what="Field"
                counts={fields}
                pathOf={fieldPath}
              />
            </Section>
          </div>
        )}
      </QueryResult>
    </Page>
  );
}

/** How many entries of the queue are about break-glass, whatever their score. */
function AwaitingBreakGlass({ entries }: { readonly entries: number }) {
  if (entries === 0)
    return <p className="card-lead">No break-glass of the last 30 days awaits review.</p>;
  return (
    <p className="card-lead">
      <Link href="/reviews/queue?rule=BREAK_GLASS&all=yes">
        {count(entries, 'entry awaits', 'entries await')} review
      </Link>
    </p>
  );
}

/** Suppressions that end within this time are shown. */
const SUPPRESSION_MS = 30 * 86_400_000;

function Figures({
  overview,
  days,
  now,
}: {
  readonly overview: Overview;
  readonly days: number;
  readonly now: number;
}) {
  const both = lastDays(overview.days, 2 * days, now);
  const period = both.slice(days);
  return (
    <>
      <Tiles
        days={period}
        before={both.slice(0, days)}
        search={{ since: dayBefore(now, days - 1) }}
      />
      <DayTable days={period} texts={{}} />
    </>
  );
}

const everyMinute = (): number => 60_000;
