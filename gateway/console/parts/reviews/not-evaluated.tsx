import { Link } from 'wouter';
import type { Cases } from '../../api/operations.types.ts';
import { count, whole } from '../../words/numbers.ts';
import { UNUSUAL_RULE_WORDS } from '../../words/unusual-rules.ts';

/** The rules that could not evaluate some accesses, so that a missing case is not mistaken for a clean result. */
export function NotEvaluated({ rules }: { readonly rules: Cases['unusual']['notKnown'] }) {
  if (rules.length === 0) return null;
  return (
    <details className="card">
      <summary>
        {count(rules.length, 'rule')} could not evaluate every access, because facts were
        unavailable
      </summary>
      <ul>
        {rules.map(({ rule, count: accesses }) => (
          <li key={rule}>
            {UNUSUAL_RULE_WORDS[rule]}: {whole(accesses)} not evaluated
          </li>
        ))}
      </ul>
      <p>
        <Link href="/reviews/rules">What the rules need</Link>
      </p>
    </details>
  );
}
