import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation, useSearch } from 'wouter';
import type { Suppression } from '../api/operations.types.ts';
import { pageOf } from '../api/result-page.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { ChoiceField } from '../parts/choice-field.tsx';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { PAGED } from '../parts/paged-history.ts';
import { Pager } from '../parts/pager.tsx';
import { ActorName } from '../parts/people/actor-name.tsx';
import { PatientName } from '../parts/people/patient-name.tsx';
import { useActorText } from '../parts/people/people-context.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { RefusedRows } from '../parts/refused-rows.tsx';
import { LiftDialog } from '../parts/reviews/lift-dialog.tsx';
import { ReviewTabs } from '../parts/reviews/review-tabs.tsx';
import { Said, SuppressionLine } from '../parts/reviews/suppression-line.tsx';
import { Section } from '../parts/section.tsx';
import { FIRST_PAGE } from '../search/list-address.ts';
import {
  readSuppressionSearch,
  SUPPRESSION_STATES,
  writeSuppressionSearch,
} from '../search/suppression-search.ts';
import type { SuppressionSearch } from '../search/suppression-search.ts';
import { usePageSize } from '../parts/use-page-size.ts';

/** Current and past suppressions of cases, with what lifts them. */
export function Suppressions() {
  const search = readSuppressionSearch(useSearch());
  const [, navigate] = useLocation();
  const [lifted, setLifted] = useState<Suppression | null>(null);
  const { state, after } = search;
  const current = state === 'any' ? null : state === 'current';
  // Not cached: one that was just lifted must not reappear.
  const query = useReportQuery(
    'Suppressions',
    { first: usePageSize(MAX_ROWS), after, current },
    { cacheMs: 0 },
  );
  const go = (part: Partial<SuppressionSearch>) => {
    const next = { ...search, ...FIRST_PAGE, ...part };
    const address = `/reviews/suppressions?${writeSuppressionSearch(next)}`;
    navigate(address, next.after === null ? {} : { state: PAGED });
  };
  return (
    <Page
      title="Suppressions"
      lead="Findings of rules that reviewers said are not unusual: actor, patient, days and reason"
      actions={<ReviewTabs />}
    >
      <div className="form-grid">
        <ChoiceField
          label="Show"
          hasAny={false}
          choices={SUPPRESSION_STATES}
          value={state}
          onChange={(value) => go(readSuppressionSearch(`state=${value}`))}
        />
      </div>
      <QueryResult query={query} loading="Reading the suppressions">
        {({ suppressions }) => {
          const page = pageOf(suppressions);
          return (
            <>
              <RefusedRows rows={page.refused} />
              {page.rows.length === 0 ? (
                <Empty title={current === true ? 'No suppression is current' : 'None is recorded'}>
                  <p>
                    A reviewer makes one from a case: open the{' '}
                    <Link href="/reviews/queue">queue</Link> and choose “Suppress …”.
                  </p>
                </Empty>
              ) : (
                <Section title="Suppressions">
                  <ol className="recent">
                    {page.rows.map((each) => (
                      <SuppressionItem
                        key={each.leaf}
                        suppression={each}
                        onLift={() => setLifted(each)}
                      />
                    ))}
                  </ol>
                  <Pager place={search} page={page} onGo={go} />
                </Section>
              )}
            </>
          );
        }}
      </QueryResult>
      {lifted !== null && (
        <LiftDialog
          suppression={lifted}
          onClose={() => setLifted(null)}
          onRefused={query.again}
          onRecorded={() => {
            setLifted(null);
            query.again();
          }}
        />
      )}
    </Page>
  );
}

const MAX_ROWS = 30;

function SuppressionItem({
  suppression,
  onLift,
}: {
  readonly suppression: Suppression;
  readonly onLift: () => void;
}) {
  const { actor, issuer, patient, lifted, until } = suppression;
  const who = useActorText({ subject: actor, issuer }, null);
  const hasEnded = until < new Date().toISOString().slice(0, 10);
  return (
    <li>
      <p>
        <ActorName subject={actor} issuer={issuer} isShort /> ·{' '}
        {patient === null ? 'all patients' : <PatientName id={patient} isShort />}
        {hasEnded && lifted === null && <span className="faint"> · ended</span>}
      </p>
      <SuppressionLine suppression={suppression} />
      {lifted === null ? (
        <p>
          <Button className="button" onPress={onLift}>
            Lift …<span className="visually-hidden"> the suppression for {who}</span>
          </Button>
        </p>
      ) : (
        <p>
          <strong>Lifted</strong>: <Said by={lifted} record={lifted.leaf} />
        </p>
      )}
    </li>
  );
}
