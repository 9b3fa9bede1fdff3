import { Link } from 'wouter';
import type { Queue, QueueEntry } from '../../api/operations.types.ts';
import { readCaseSearch, writeCaseSearch } from '../../search/case-search.ts';
import { count, whole } from '../../words/numbers.ts';
import { UNUSUAL_RULE_WORDS } from '../../words/unusual-rules.ts';
import { ActorName } from '../people/actor-name.tsx';
import { PatientName } from '../people/patient-name.tsx';

/** The entries of the queue with the highest scores, and how many await review. */
export function TopOfQueue({ queue: { edges, totalCount, below, leastScore } }: Queue) {
  return (
    <>
      {totalCount === 0 ? (
        <p>Nothing awaits review.</p>
      ) : (
        <ol className="recent">
          {edges.map(({ node }) => (
            <Entry key={node.id} entry={node} />
          ))}
        </ol>
      )}
      <p className="card-foot">
        <Link href="/reviews/queue">
          {totalCount === 0 ? 'Queue' : `All ${whole(totalCount)} in the queue`}
        </Link>
        {below > 0 && (
          <span className="faint">
            {' '}
            · {count(below, 'more entry', 'more entries')} with a score below {leastScore}
          </span>
        )}
      </p>
    </>
  );
}

/** The search for the cases of an entry, in every state. */
function casesOf({ actor, issuer, patient }: QueueEntry): string {
  return writeCaseSearch({
    ...readCaseSearch('state=any'),
    actor,
    issuer,
    patient: patient ?? '',
  });
}

function Entry({ entry }: { readonly entry: QueueEntry }) {
  const { score, actor, issuer, actorName, patient, cases, assignee, assigneeIssuer } = entry;
  const rules = [...new Set(cases.flatMap(({ reasons }) => reasons.map(({ rule }) => rule)))];
  return (
    <li className="scored">
      <span className="score-figure">
        <span className="visually-hidden">Score </span>
        {score}
      </span>
      <p>
        <ActorName subject={actor} issuer={issuer} recordedName={actorName} isShort /> ·{' '}
        {patient === null ? 'many patients' : <PatientName id={patient} />}
      </p>
      <p className="faint">
        <Link className="found-by" href={`/reviews?${casesOf(entry)}`}>
          {rules.map((rule) => UNUSUAL_RULE_WORDS[rule]).join(', ')}
        </Link>
        {assignee !== null && (
          <>
            {' '}
            · with <ActorName subject={assignee} issuer={assigneeIssuer} isShort />
          </>
        )}
      </p>
    </li>
  );
}
