import { Link } from 'wouter';
import type { Count } from '../../api/operations.types.ts';
import { whole } from '../../words/numbers.ts';
import { isOfSeveralIssuers } from '../../words/issuers.ts';
import { Empty } from '../empty.tsx';
import { IssuerLine } from '../issuer-line.tsx';
import { ActorName } from '../people/actor-name.tsx';
import { PatientName } from '../people/patient-name.tsx';
import { actorPath, patientPath } from '../path.ts';
import type { PathOf } from '../path.ts';

/** The most frequent values as a table, each with a bar. */
export function TopTable({
  caption,
  what,
  counts,
  pathOf,
  words = (key) => key,
}: {
  readonly caption: string;
  /** What a row is, such as `Actor`. */
  readonly what: string;
  readonly counts: readonly Count[];
  /** The path that a row links to; null for no links. */
  readonly pathOf: PathOf | null;
  readonly words?: (key: string) => string;
}) {
  if (counts.length === 0) return <Empty title="Nothing in this period" />;
  const areIssuersShown = isOfSeveralIssuers(counts.map(({ issuer }) => issuer));
  const max = Math.max(...counts.map(({ events }) => events), 1);
  return (
    <div className="table-frame">
      <table className="plain ranks">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{what}</th>
            <th scope="col">Events</th>
            <th scope="col">Denied</th>
            <th scope="col">Break-glass</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ key, issuer, events, denied, breakGlass }) => (
            <tr key={`${key} ${issuer ?? ''}`}>
              <th scope="row">
                <RowName count={{ key, issuer }} words={words} pathOf={pathOf} />
                {areIssuersShown && <IssuerLine issuer={issuer} />}
                <meter className="share" aria-hidden="true" min={0} max={max} value={events} />
              </th>
              <td>{whole(events)}</td>
              <td className={denied > 0 ? 'bad-text' : 'faint'}>{whole(denied)}</td>
              <td className={breakGlass > 0 ? 'warn-text' : 'faint'}>{whole(breakGlass)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The name of a row, linked if it has a path. The empty key counts events without a value. */
function RowName({
  count: { key, issuer },
  words,
  pathOf,
}: {
  readonly count: Pick<Count, 'key' | 'issuer'>;
  readonly words: (key: string) => string;
  readonly pathOf: PathOf | null;
}) {
  if (key === '') return <span className="faint">none named</span>;
  if (pathOf === null) return words(key);
  if (pathOf === patientPath) return <PatientName id={key} />;
  if (pathOf === actorPath) return <ActorName subject={key} issuer={issuer} />;
  return (
    <Link href={pathOf(key, issuer)} title={key}>
      {wrapped(words(key))}
    </Link>
  );
}

/** A coordinate that may wrap after its dot. */
function wrapped(text: string) {
  const [type = '', field] = text.split(/(?<=\.)(?=\w)/, 2);
  if (field === undefined || `${type}${field}` !== text) return text;
  return (
    <>
      {type}
      <wbr />
      {field}
    </>
  );
}
