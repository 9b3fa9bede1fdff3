import { Link } from 'wouter';
import type { Account, AccountEntry } from '../../api/parse-account.ts';
import { count } from '../../words/numbers.ts';
import { isSameMoment, localDay, localDays } from '../../words/times.ts';
import { isOfSeveralIssuers } from '../../words/issuers.ts';
import { Empty } from '../empty.tsx';
import { IssuerLine } from '../issuer-line.tsx';
import { recordPath } from '../path.ts';
import { Section } from '../section.tsx';
import { Sign } from '../sign.tsx';
import { Time } from '../time.tsx';

/** An accounting of disclosures, as it is given to a patient; `isLinked` adds the ways to its records. */
export function AccountReport({
  account,
  isLinked,
}: {
  readonly account: Account;
  readonly isLinked: boolean;
}) {
  const { entries, leftOut, damaged, since, until, begins, pruned } = account;
  const areIssuersShown = isOfSeveralIssuers(entries.map(({ issuer }) => issuer));
  return (
    <>
      {damaged.length > 0 && (
        <div className="notice bad" role="alert">
          <p className="notice-title">
            <Sign name="cross" /> {count(damaged.length, 'record')} could not be proven
          </p>
          <p>What they say is not repeated here, so that this account may lack something.</p>
        </div>
      )}
      <Section title="Disclosures" note={localDays(since, until)}>
        {entries.length === 0 ? (
          <Empty title="No disclosure has to be accounted for in this time" />
        ) : (
          <div className="table-frame">
            <table className="events account" role="table">
              <caption>45 CFR 164.528(b): when, to whom, what and what for</caption>
              <thead role="rowgroup">
                <tr role="row">
                  {COLUMNS.map((label) => (
                    <th key={label} scope="col" role="columnheader">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody role="rowgroup">
                {entries.map((entry) => (
                  <Entry
                    key={entry.leaves.join()}
                    entry={entry}
                    isLinked={isLinked}
                    areIssuersShown={areIssuersShown}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Section>
      <Section title="What is left out, and why">
        {leftOut.length === 0 ? (
          <p>Nothing.</p>
        ) : (
          <ul>
            {leftOut.map(({ reason, text, count: many }) => (
              <li key={reason}>
                {count(many, 'time')}: {text}
              </li>
            ))}
          </ul>
        )}
        <p className="faint">
          {begins === null
            ? 'The ledger holds nothing yet.'
            : `The ledger begins on ${localDay(begins)}: nothing before is known here.`}
        </p>
        {pruned.length > 0 && (
          <p>
            Records {pruned.join(', ')} were pruned when their time was over: what they told of is
            not listed.
          </p>
        )}
      </Section>
    </>
  );
}

const COLUMNS = ['Date', 'To', 'What', 'What for', 'Record'];

function Entry({
  entry: { date, recipient, issuer, address, description, purpose, basis, leaves, series },
  isLinked,
  areIssuersShown,
}: {
  readonly entry: AccountEntry;
  readonly isLinked: boolean;
  readonly areIssuersShown: boolean;
}) {
  const [first, ...more] = leaves;
  return (
    <tr role="row">
      <td role="cell" data-label="Date">
        <Time at={date} />
        {series !== null && (
          <span className="line faint">
            first of {count(series.count, 'disclosure')}
            {!isSameMoment(date, series.last) && (
              <>
                ; the last <Time at={series.last} />
              </>
            )}
          </span>
        )}
      </td>
      <td role="cell" data-label="To">
        <strong>{recipient}</strong>
        {areIssuersShown && <IssuerLine issuer={issuer} />}
        <span className="line faint">{address ?? 'address not known'}</span>
      </td>
      <td role="cell" data-label="What">
        {series?.description ?? description}
      </td>
      <td role="cell" data-label="What for">
        {purpose}
        {basis !== null && <span className="line faint">{basis}</span>}
      </td>
      <td role="cell" data-label="Record">
        {first !== undefined &&
          (isLinked ? <Link href={recordPath(first)}>#{first}</Link> : `#${first}`)}
        {more.length > 0 && <span className="faint"> and {more.length} more</span>}
      </td>
    </tr>
  );
}
