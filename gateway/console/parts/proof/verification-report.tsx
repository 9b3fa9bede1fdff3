import { Label, ProgressBar } from 'react-aria-components';
import { Link } from 'wouter';
import type { Verification } from '../../api/operations.types.ts';
import { whole } from '../../words/numbers.ts';
import { Facts } from '../facts.tsx';
import { recordPath } from '../path.ts';
import { Time } from '../time.tsx';
import { verdictOf } from './verdict-of.ts';
import { Verdict } from './verdict.tsx';

/** A verification: its progress, its result, and what it cannot show. */
export function VerificationReport({
  verification,
}: {
  readonly verification: Verification | null;
}) {
  const { tone, sign, title, text } = verdictOf(verification);
  return (
    <>
      <Verdict tone={tone} sign={sign} title={title} text={text} />
      {verification?.state === 'RUNNING' && <Progress verification={verification} />}
      {verification?.state === 'ENDED' && <Result verification={verification} />}
    </>
  );
}

function Progress({ verification: { done, total } }: { readonly verification: Verification }) {
  return (
    <ProgressBar
      className="progress"
      value={done}
      maxValue={Math.max(total, 1)}
      valueLabel={`${whole(done)} of ${whole(total)} records`}
    >
      {({ valueText }) => (
        <>
          <Label>Records verified</Label>
          <span>{valueText}</span>
          <progress aria-hidden="true" value={done} max={Math.max(total, 1)} />
        </>
      )}
    </ProgressBar>
  );
}

function Result({ verification }: { readonly verification: Verification }) {
  const { startedAt, endedAt, covered, size, root, findings, caveats } = verification;
  return (
    <>
      <Facts
        rows={[
          ['Result', verification.result ?? ''],
          ['Started', <Time key="started" at={startedAt} />],
          ['Ended', endedAt === null ? '' : <Time key="ended" at={endedAt} />],
          ['Covered', `${whole(covered)} of ${whole(size)} records`],
          ['Root', root === null ? 'none' : <code key="root">{root}</code>],
        ]}
      />
      {findings.length > 0 && (
        <div className="table-frame">
          <table className="plain">
            <caption>Findings</caption>
            <thead>
              <tr>
                <th scope="col">Code</th>
                <th scope="col" className="text">
                  Records
                </th>
                <th scope="col" className="text">
                  What was found
                </th>
              </tr>
            </thead>
            <tbody>
              {findings.map(({ code, meaning, from, to, text }) => (
                <tr key={`${code} ${from} ${to}`}>
                  <th scope="row">
                    <code>{code}</code>
                  </th>
                  <td className="text">
                    <Link href={recordPath(from)}>#{whole(from)}</Link>
                    {to > from && ` to #${whole(to)}`}
                  </td>
                  <td className="text">
                    <strong>{meaning}</strong> {text}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {caveats.length > 0 && (
        <>
          <h3>What this verification cannot show</h3>
          <ul>
            {caveats.map((caveat) => (
              <li key={caveat}>{caveat}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
