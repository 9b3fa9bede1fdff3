import { Link } from 'wouter';
import type { DisclosureAccount } from '../../api/operations.types.ts';
import { count } from '../../words/numbers.ts';
import { isSameMoment, localDay, localDays } from '../../words/times.ts';
import { isOfSeveralIssuers } from '../../words/issuers.ts';
import { Empty } from '../empty.tsx';
import { IssuerLine } from '../issuer-line.tsx';
import { recordPath } from '../path.ts';
import { Section } from '../section.tsx';
import { Sign } from '../sign.tsx';
import { Time } from '../time.tsx';

/** An accounting of disclosures, as a patient receives it. With `isLinked`, entries link to their records. */
export function AccountReport({
  account,
  isLinked,
}: {
  readonly account: DisclosureAccount;
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
          <p>Their content is not shown, so this accounting may be incomplete.</p>
        </div>
      )}
      <Section title="Disclosures" note={localDays(since, until)}>
        {entries.length === 0 ? (
          <Empty title="No disclosure to account for in this period" />
        ) : (
          <div className="table-frame">
            <table className="events account" role="table">
              <caption>45 CFR 164.528(b): date, recipient, description and purpose</caption>
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
            ? 'The ledger is empty.'
            : `The ledger begins on ${localDay(begins)}. Earlier disclosures are not known here.`}
        </p>
        {pruned.length > 0 && (
          <p>
            Records {pruned.join(', ')} were pruned at the end of their retention period: their
            disclosures are not listed.
          </p>
        )}
      </Section>
    </>
  );
}

const COLUMNS = ['Date', 'Recipient', 'Description', 'Purpose', 'Record'];

function Entry({
  entry: { date, recipient, issuer, address, description, purpose, basis, leaves, series },
  isLinked,
  areIssuersShown,
}: {
  readonly entry: DisclosureAccount['entries'][number];
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
      <td role="cell" data-label="Recipient">
        <strong>{recipient}</strong>
        {areIssuersShown && <IssuerLine issuer={issuer} />}
        <span className="line faint">{address ?? 'address not known'}</span>
      </td>
      <td role="cell" data-label="Description">
        {series?.description ?? description}
      </td>
      <td role="cell" data-label="Purpose">
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
