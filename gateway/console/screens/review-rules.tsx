import { RULES_QUESTION } from '../api/parse-cases.ts';
import { useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
import { Page } from '../parts/page.tsx';
import { ReviewPlaces } from '../parts/reviews/review-places.tsx';
import { Section } from '../parts/section.tsx';
import { Sign } from '../parts/sign.tsx';

/** The rules that find what is unusual, and which of them wait to be configured. */
export function ReviewRules() {
  const asked = useQuestion(RULES_QUESTION, {});
  return (
    <Page
      title="Rules for reviews"
      lead="What each asks for, and which of them are at work"
      actions={<ReviewPlaces />}
    >
      <Answer asked={asked} what="Reading the rules">
        {(rules) => (
          <Section
            title={`${rules.filter(({ isConfigured }) => isConfigured).length} of ${rules.length} rules are at work`}
          >
            <ul className="rules">
              {rules.map(({ rule, title, text, isConfigured, mend }) => (
                <li key={rule}>
                  <h3>
                    <span className={isConfigured ? 'good-text' : 'warn-text'}>
                      <Sign name={isConfigured ? 'check' : 'ban'} />
                    </span>{' '}
                    {title}
                    <span className="faint">{isConfigured ? ' at work' : ' not configured'}</span>
                  </h3>
                  <p>{text}</p>
                  {mend !== null && <p className="warn-text">{mend}</p>}
                </li>
              ))}
            </ul>
          </Section>
        )}
      </Answer>
    </Page>
  );
}
