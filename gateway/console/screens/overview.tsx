import { dayBefore, startOf, TIME_ZONE } from '../search/days.ts';
import { LEDGER_QUESTION } from '../api/parse-ledger.ts';
import { OVERVIEW_QUESTION } from '../api/parse-overview.ts';
import type { Overview } from '../api/parse-overview.ts';
import { useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
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
import { useNow } from '../parts/use-now.ts';
import { usePeriod } from '../parts/figures/use-period.ts';
import { timeZoneWords } from '../words/times.ts';

/** What a privacy officer wants to know first: is anything unusual, and can the records be trusted? */
export function OverviewScreen() {
  const [days, choose] = usePeriod();
  const now = useNow();
  const start = dayBefore(now, days - 1);
  const overview = useQuestion(OVERVIEW_QUESTION, {
    both: { since: startOf(dayBefore(now, 2 * days - 1)), oversight: false },
    period: { since: startOf(start), oversight: false },
    days: 2 * days,
    timeZone: TIME_ZONE,
  });
  const ledger = useQuestion(LEDGER_QUESTION, {}, everyMinute);
  return (
    <Page
      title="Overview"
      lead={`The last ${days} days, ${timeZoneWords()}`}
      actions={<Period days={days} onChange={choose} />}
    >
      <Answer asked={overview} what="Counting">
        {(counted) => <Figures counted={counted} days={days} now={now} />}
      </Answer>
      <div className="columns two">
        <Section title="Ledger">
          <Answer asked={ledger} what="Asking the ledger">
            {(health) => <Health health={health} />}
          </Answer>
        </Section>
        <RecentEvents
          title="Break-glass, newest first"
          search={{ texts: { kind: 'breakglass.start' }, since: start }}
          empty="Nobody broke the glass in this period"
        />
      </div>
      <Answer asked={overview} what="Counting">
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
      </Answer>
    </Page>
  );
}

function Figures({
  counted,
  days,
  now,
}: {
  readonly counted: Overview;
  readonly days: number;
  readonly now: number;
}) {
  const both = lastDays(counted.days, 2 * days, now);
  const period = both.slice(days);
  return (
    <>
      <Tiles
        days={period}
        before={both.slice(0, days)}
        search={{ since: dayBefore(now, days - 1), isWithoutOversight: true }}
      />
      <DayTable days={period} texts={{}} />
    </>
  );
}

const everyMinute = (): number => 60_000;
