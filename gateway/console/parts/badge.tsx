import type { OutcomeWords } from '../words/outcomes.ts';
import { Sign } from './sign.tsx';

/** A sign, a word and a color. */
export function Badge({
  words: { text, sign, tone },
  title,
}: {
  readonly words: OutcomeWords;
  readonly title?: string;
}) {
  return (
    <span className={`badge ${tone}`} title={title}>
      <Sign name={sign} /> {text}
    </span>
  );
}
