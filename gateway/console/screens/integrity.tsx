import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { useLocation } from 'wouter';
import type { LedgerHealth } from '../api/operations.types.ts';
import { queryKeyOf, useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { CompletenessCheck } from '../parts/proof/completeness-check.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { Facts } from '../parts/facts.tsx';
import { Lookup } from '../parts/subject/lookup.tsx';
import { Page } from '../parts/page.tsx';
import { recordPath } from '../parts/path.ts';
import { Section } from '../parts/section.tsx';
import { Time } from '../parts/time.tsx';
import { VerificationReport } from '../parts/proof/verification-report.tsx';
import { VerifyButton } from '../parts/proof/verify-button.tsx';
import { CERTIFICATE } from '../words/formats.ts';
import { whole } from '../words/numbers.ts';
import { State } from '../parts/state.tsx';

/** The state of the ledger, its verification, and the comparison with the index. */
export function Integrity() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const ledger = useReportQuery('LedgerHealth', {}, { refetchMs });
  const verification = ledger.data?.verification ?? null;
  return (
    <Page
      title="Integrity"
      lead="Whether the ledger is as it was written"
      actions={
        <>
          <ExportForm choices={CERTIFICATE} filter={{}} />
          <Button className="button" onPress={() => print()}>
            Print
          </Button>
          <VerifyButton
            isKnown={ledger.data !== undefined}
            isRunning={verification?.state === 'RUNNING'}
            onStarted={(started) =>
              client.setQueryData<LedgerHealth>(
                queryKeyOf('LedgerHealth', {}),
                (known) => known && { ...known, verification: started },
              )
            }
          />
        </>
      }
    >
      <QueryResult query={ledger} loading="Reading the ledger">
        {(health) => (
          <div className="columns two uneven">
            <Section title="Last verification">
              <VerificationReport verification={health.verification} />
            </Section>
            <Section title="Ledger">
              <LedgerFacts health={health} />
            </Section>
          </div>
        )}
      </QueryResult>
      <div className="columns two even">
        <Section title="Reports against the ledger">
          <CompletenessCheck />
        </Section>
        <Section title="Proof of a record">
          <p>Every row of a report links to its record. Open one by its number:</p>
          <Lookup
            label="Record"
            placeholder="such as 1204"
            button="Prove"
            onOpen={(value) => {
              if (/^\d{1,15}$/.test(value)) navigate(recordPath(Number(value)));
            }}
          />
        </Section>
      </div>
    </Page>
  );
}

/** A running verification is followed closely. */
function refetchMs(health: LedgerHealth | undefined): number {
  return health?.verification?.state === 'RUNNING' ? 500 : 30_000;
}

function LedgerFacts({ health: { ledger } }: { readonly health: LedgerHealth }) {
  return (
    <Facts
      rows={[
        ['Origin', <code key="origin">{ledger.origin}</code>],
        [
          'Records',
          `${whole(ledger.size)}, of which the reports have read ${whole(ledger.indexed)}`,
        ],
        ['Root', <code key="root">{ledger.root}</code>],
        ['Last record', ledger.lastAt === null ? 'none yet' : <Time key="at" at={ledger.lastAt} />],
        [
          'Recording',
          <State
            key="ready"
            isGood={ledger.isReady}
            text={ledger.isReady ? 'works' : 'stopped: no PHI is served'}
          />,
        ],
        [
          'Witnessed',
          ledger.witnessed === null
            ? 'no witness is configured'
            : `${whole(ledger.witnessed)} of ${whole(ledger.size)} records`,
        ],
      ]}
    />
  );
}
