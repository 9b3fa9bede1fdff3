import { Button } from 'react-aria-components';
import { whole } from '../words/numbers.ts';
import { isPaged } from './is-paged.ts';

/** Which part of a long list is shown, and the ways to the rest. */
export function Pager({
  skipped,
  shown,
  total,
  onFirst,
  onNext,
}: {
  readonly skipped: number;
  readonly shown: number;
  readonly total: number;
  readonly onFirst: (() => void) | null;
  readonly onNext: (() => void) | null;
}) {
  return (
    <nav className="pager" aria-label="Pages">
      <p role="status">
        {whole(skipped + 1)}–{whole(skipped + shown)} of {whole(total)}
      </p>
      <Button className="button" isDisabled={onFirst === null} onPress={() => onFirst?.()}>
        First page
      </Button>
      <Button className="button" isDisabled={!isPaged()} onPress={() => history.back()}>
        Page before
      </Button>
      <Button className="button" isDisabled={onNext === null} onPress={() => onNext?.()}>
        Next page
      </Button>
    </nav>
  );
}
