import { outcomeWords } from '../words/outcomes.ts';
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

/** The outcome of a request. */
export function Outcome({ code }: { readonly code: string }) {
  return <Badge words={outcomeWords(code)} title={code} />;
}
