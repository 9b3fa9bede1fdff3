import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { useLocation } from 'wouter';
import { LEDGER_QUESTION } from '../api/parse-ledger.ts';
import type { LedgerHealth } from '../api/parse-ledger.ts';
import { useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
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

/** Whether the ledger is as it was written, now. */
export function Integrity() {
  const answers = useQueryClient();
  const [, navigate] = useLocation();
  const ledger = useQuestion(LEDGER_QUESTION, {}, pace);
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
            onBegun={(begun) =>
              answers.setQueryData<LedgerHealth>(
                [LEDGER_QUESTION.document, {}],
                (known) => known && { ...known, verification: begun },
              )
            }
          />
        </>
      }
    >
      <Answer asked={ledger} what="Asking the ledger">
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
      </Answer>
      <div className="columns two even">
        <Section title="Reports against the ledger">
          <CompletenessCheck />
        </Section>
        <Section title="Proof of a record">
          <p>Every row of a report leads to its record. By its number:</p>
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

/** While it runs it is watched. */
function pace(health: LedgerHealth | undefined): number {
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
        [
          'Root',
          <code key="root" className="cut-root" title={ledger.root}>
            {ledger.root}
          </code>,
        ],
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
