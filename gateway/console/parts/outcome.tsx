import { outcomeWords } from '../words/outcomes.ts';
import { Sign } from './sign.tsx';

/** What came of a request: a sign, a word and a colour. */
export function Outcome({ code }: { readonly code: string }) {
  const { text, sign, tone } = outcomeWords(code);
  return (
    <span className={`badge ${tone}`} title={code}>
      <Sign name={sign} /> {text}
    </span>
  );
}
