import { Button } from 'react-aria-components';
import type { RequestError } from '../api/request-error.ts';
import { useWords } from '../words/words-context.ts';
import { Sign } from './sign.tsx';

/** Shows why a request failed, with a button to try again. */
export function Failed({
  error,
  again,
}: {
  readonly error: RequestError;
  readonly again: () => void;
}) {
  const { failed } = useWords();
  const { title, text } = failed.requests[error.kind];
  return (
    <div className="notice bad" role="alert">
      <p className="notice-title">
        <Sign name="cross" /> {title}
      </p>
      <p>{text}</p>
      <Button className="button" onPress={again}>
        {failed.again}
      </Button>
    </div>
  );
}
