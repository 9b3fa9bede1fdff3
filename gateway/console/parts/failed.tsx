import { Button } from 'react-aria-components';
import type { AskError } from '../api/ask.ts';
import { FAILURE_WORDS } from '../words/failures.ts';
import { Sign } from './sign.tsx';

/** A question has no answer: why, and a way to ask again. */
export function Failed({ error, again }: { readonly error: AskError; readonly again: () => void }) {
  const { title, text } = FAILURE_WORDS[error.kind];
  return (
    <div className="notice bad" role="alert">
      <p className="notice-title">
        <Sign name="cross" /> {title}
      </p>
      <p>{text}</p>
      <Button className="button" onPress={again}>
        Try again
      </Button>
    </div>
  );
}
