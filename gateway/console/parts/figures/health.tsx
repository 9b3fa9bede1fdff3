import { Link } from 'wouter';
import type { LedgerHealth } from '../../api/operations.types.ts';
import { whole } from '../../words/numbers.ts';
import { ago } from '../../words/times.ts';
import { Facts } from '../facts.tsx';
import { Time } from '../time.tsx';
import { verdictOf } from '../proof/verdict-of.ts';
import { State } from '../state.tsx';
import { Verdict } from '../proof/verdict.tsx';

/** The state of the ledger in short. */
export function Health({ health }: { readonly health: LedgerHealth }) {
  const { ledger, verification } = health;
  const { tone, sign, title, text } = verdictOf(verification);
  return (
    <>
      <Verdict tone={tone} sign={sign} title={title} text={text} isLive={false} />
      <Facts
        rows={[
          ['Records', whole(ledger.size)],
          [
            'Last record',
            ledger.lastAt === null ? (
              'none yet'
            ) : (
              <>
                <Time at={ledger.lastAt} />{' '}
                <span className="faint">({ago(ledger.lastAt, Date.now())})</span>
              </>
            ),
          ],
          [
            'Recording',
            <State
              key="ready"
              isGood={ledger.isReady}
              text={ledger.isReady ? 'works' : 'stopped: no PHI is served'}
            />,
          ],
          [
            'Reports',
            <State
              key="indexed"
              isGood={ledger.size - ledger.indexed < MAX_LAG}
              text={lagText(ledger.size - ledger.indexed)}
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
      <p className="card-foot">
        <Link href="/integrity">Integrity of the ledger</Link>
      </p>
    </>
  );
}

/** Records that reports may lack: they follow within seconds, and opening this page adds one. */
const MAX_LAG = 1000;

function lagText(behind: number): string {
  if (behind <= 0) return 'up to the last record';
  return behind === 1 ? '1 record behind' : `${whole(behind)} records behind`;
}
