import { outcomeWords } from '../words/outcomes.ts';
import { Badge } from './badge.tsx';

/** What came of a request. */
export function Outcome({ code }: { readonly code: string }) {
  return <Badge words={outcomeWords(code)} title={code} />;
}
