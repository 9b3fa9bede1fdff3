import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { Page } from '../parts/page.tsx';
import { ReviewTabs } from '../parts/reviews/review-tabs.tsx';
import { Section } from '../parts/section.tsx';
import { Sign } from '../parts/sign.tsx';

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
        {({ rules }) => (
          <Section
            title={`${rules.filter(({ isConfigured }) => isConfigured).length} of ${rules.length} rules are active`}
          >
            <ul className="rules">
              {rules.map(({ rule, title, text, isConfigured, fix }) => (
                <li key={rule}>
                  <h3>
                    <span className={isConfigured ? 'good-text' : 'warn-text'}>
                      <Sign name={isConfigured ? 'check' : 'ban'} />
                    </span>{' '}
                    {title}
                    <span className="faint">{isConfigured ? ' active' : ' not configured'}</span>
                  </h3>
                  <p>{text}</p>
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
