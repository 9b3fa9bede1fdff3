import { Link } from 'wouter';
import type { CasePage } from '../api/parse-cases.ts';
import { count, whole } from '../words/numbers.ts';
import { UNUSUAL_WORDS } from '../words/unusual-rules.ts';

/** Where rules could say nothing, so that nobody takes silence for an answer. */
export function NotKnown({ rules }: { readonly rules: CasePage['notKnown'] }) {
  if (rules.length === 0) return null;
  return (
    <details className="card">
      <summary>
        {count(rules.length, 'rule')} could not judge every access, for want of what nobody told
      </summary>
      <ul>
        {rules.map(({ rule, count: accesses }) => (
          <li key={rule}>
            {UNUSUAL_WORDS.get(rule) ?? rule}: {whole(accesses)} not judged
          </li>
        ))}
      </ul>
      <p>
        <Link href="/reviews/rules">What the rules ask for</Link>
      </p>
    </details>
  );
}
