import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { Page } from '../parts/page.tsx';
import { ReviewTabs } from '../parts/reviews/review-tabs.tsx';
import { Section } from '../parts/section.tsx';
import { Sign } from '../parts/sign.tsx';
import type { Rules } from '../api/operations.types.ts';
import { count, whole } from '../words/numbers.ts';

/** The rules for unusual access, and which of them are not configured. */
export function ReviewRules() {
  const query = useReportQuery('Rules', {});
  return (
    <Page
      title="Rules for reviews"
      lead="What each rule needs, and which rules are active"
      actions={<ReviewTabs />}
    >
      <QueryResult query={query} loading="Reading the rules">
        {({ rules, feedback }) => (
          <Section
            title={`${rules.filter(({ isConfigured }) => isConfigured).length} of ${rules.length} rules are active`}
          >
            <ul className="rules">
              {rules.map(({ rule, title, text, isConfigured, fix, threshold }) => (
                <li key={rule}>
                  <h3>
                    <span className={isConfigured ? 'good-text' : 'warn-text'}>
                      <Sign name={isConfigured ? 'check' : 'ban'} />
                    </span>{' '}
                    {title}
                    <span className="faint">{isConfigured ? ' active' : ' not configured'}</span>
                  </h3>
                  <p>{text}</p>
                  {threshold !== null && (
                    <p className="faint">
                      Threshold: {whole(threshold.value)} {threshold.unit}. {threshold.text}
                    </p>
                  )}
                  <Feedback feedback={feedback.find((each) => each.rule === rule)} />
                  {fix !== null && <p className="warn-text">{fix}</p>}
                </li>
              ))}
            </ul>
          </Section>
        )}
      </QueryResult>
    </Page>
  );
}

/** The share of closed cases that were appropriate, with the number behind it. Nothing without a closed case. */
function Feedback({ feedback }: { readonly feedback: Rules['feedback'][number] | undefined }) {
  if (feedback === undefined || feedback.closed === 0) return null;
  const { closed, appropriate } = feedback;
  const share = Math.round((100 * appropriate) / closed);
  return (
    <p>
      {whole(appropriate)} of {count(closed, 'closed case')} appropriate ({share}%) in the last 90
      days
    </p>
  );
}
