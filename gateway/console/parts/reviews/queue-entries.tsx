import { Link } from 'wouter';
import type { Queue, QueueEntry, UnusualCase } from '../../api/operations.types.ts';
import { pageOf } from '../../api/result-page.ts';
import { FIRST_PAGE } from '../../search/list-address.ts';
import { writeQueueSearch, type QueueSearch } from '../../search/queue-search.ts';
import { isOfSeveralIssuers } from '../../words/issuers.ts';
import { count } from '../../words/numbers.ts';
import { Empty } from '../empty.tsx';
import { Pager } from '../pager.tsx';
import { RefusedRows } from '../refused-rows.tsx';
import { EntryKeys } from './entry-keys.tsx';
import { canTake, QueueCard, type EntryAction } from './queue-card.tsx';
import { issuersOf } from './review-line.tsx';

/** A page of the queue, and how many entries and cases it leaves out. */
export function QueueEntries({
  queue,
  search,
  chosen,
  onChoose,
  onAct,
  onReview,
  onGo,
}: {
  readonly queue: Queue['queue'];
  readonly search: QueueSearch;
  readonly chosen: readonly QueueEntry[];
  readonly onChoose: (chosen: readonly QueueEntry[]) => void;
  readonly onAct: (action: EntryAction, entry: QueueEntry) => void;
  readonly onReview: (unusualCase: UnusualCase) => void;
  readonly onGo: (part: Partial<QueueSearch>) => void;
}) {
  const page = pageOf(queue);
  const areIssuersShown = isOfSeveralIssuers(
    page.rows.flatMap(({ issuer, cases }) => [
      issuer,
      ...cases.flatMap(({ reviews }) => issuersOf(reviews)),
    ]),
  );
  return (
    <>
      <RefusedRows rows={page.refused} />
      {page.rows.length === 0 ? (
        <Empty title={search.isSuppressed ? 'No case is suppressed' : 'Nothing awaits review'}>
          <p>
            {search.rule === null && search.isSuppressed
              ? 'The Suppressions page lists those that have ended or were lifted, too.'
              : search.rule === null
                ? 'The rules found nothing in the last 30 days that is not closed.'
                : 'Choose any rule to see other cases.'}
          </p>
        </Empty>
      ) : (
        <EntryKeys
          ids={page.rows.map(({ id }) => id)}
          onAct={(action, id) => {
            const entry = page.rows.find((each) => each.id === id);
            if (entry !== undefined && canTake(action, entry)) onAct(action, entry);
          }}
        >
          {page.rows.map((entry) => (
            <QueueCard
              key={entry.id}
              entry={entry}
              isChosen={chosen.some(({ id }) => id === entry.id)}
              onChoose={(isChosen) =>
                onChoose([
                  ...chosen.filter(({ id }) => id !== entry.id),
                  ...(isChosen ? [entry] : []),
                ])
              }
              onAct={(action) => onAct(action, entry)}
              onReview={onReview}
              areIssuersShown={areIssuersShown}
            />
          ))}
          <Pager place={search} page={page} onGo={onGo} />
        </EntryKeys>
      )}
      <Below queue={queue} search={search} />
      <Suppressed count={queue.suppressed} search={search} />
    </>
  );
}

/** Says what has too low a score to be listed, so that nothing is hidden in silence. */
function Below({
  queue: { below, leastScore },
  search,
}: {
  readonly queue: Queue['queue'];
  readonly search: QueueSearch;
}) {
  const isAll = !search.isAll;
  const href = `/reviews/queue?${writeQueueSearch({ ...search, ...FIRST_PAGE, isAll })}`;
  if (search.isAll)
    return (
      <p className="faint">
        Entries of any score are shown. <Link href={href}>Hide those of a low score</Link>
      </p>
    );
  if (below === 0) return null;
  return (
    <p className="faint">
      {count(below, 'more entry', 'more entries')} with a score below {leastScore}.{' '}
      <Link href={href}>Show all</Link>
    </p>
  );
}

/** Says how many cases are suppressed, so that nothing is hidden in silence. */
function Suppressed({
  count: cases,
  search,
}: {
  readonly count: number;
  readonly search: QueueSearch;
}) {
  const isSuppressed = !search.isSuppressed;
  const href = `/reviews/queue?${writeQueueSearch({ ...search, ...FIRST_PAGE, isSuppressed })}`;
  if (search.isSuppressed)
    return (
      <p className="faint">
        Suppressed cases are shown. <Link href={href}>Show what awaits review</Link>
      </p>
    );
  if (cases === 0) return null;
  return (
    <p className="faint">
      {count(cases, 'suppressed case')} of the period.{' '}
      <Link href={href}>Show suppressed cases</Link>
    </p>
  );
}
