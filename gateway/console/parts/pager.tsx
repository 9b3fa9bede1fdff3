import { Button } from 'react-aria-components';
import type { ResultPage } from '../api/result-page.ts';
import { FIRST_PAGE } from '../search/list-address.ts';
import type { ListPart } from '../search/list-address.ts';
import { useWords } from '../words/words-context.ts';
import { isPaged } from './paged-history.ts';

type Place = Pick<ListPart<string>, 'after' | 'skipped'>;

/** Shows which part of a list is visible, with buttons to the other pages. */
export function Pager({
  place: { after, skipped },
  page: { rows, total, next },
  onGo,
}: {
  readonly place: Place;
  readonly page: Pick<ResultPage<unknown>, 'rows' | 'total' | 'next'>;
  readonly onGo: (place: Place) => void;
}) {
  const { pages } = useWords();
  const end = skipped + rows.length;
  return (
    <nav className="pager" aria-label={pages.label}>
      <p role="status">{pages.range(skipped + 1, end, total)}</p>
      <Button className="button" isDisabled={after === null} onPress={() => onGo(FIRST_PAGE)}>
        {pages.first}
      </Button>
      <Button className="button" isDisabled={!isPaged()} onPress={() => history.back()}>
        {pages.previous}
      </Button>
      <Button
        className="button"
        isDisabled={next === null}
        onPress={() => onGo({ after: next, skipped: end })}
      >
        {pages.next}
      </Button>
    </nav>
  );
}
