import { useState } from 'react';
import type { Rules } from '../api/operations.types.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { Page } from '../parts/page.tsx';
import { QueryResult } from '../parts/query-result.tsx';
import { ReviewTabs } from '../parts/reviews/review-tabs.tsx';
import { Section } from '../parts/section.tsx';
import { Sign } from '../parts/sign.tsx';
import { ChangeThresholdDialog } from '../parts/thresholds/change-threshold-dialog.tsx';
import { DecideThresholdDialog } from '../parts/thresholds/decide-threshold-dialog.tsx';
import { PendingProposals } from '../parts/thresholds/pending-proposals.tsx';
import type { AskedDecision } from '../parts/thresholds/pending-proposals.tsx';
import { isWithThreshold } from '../parts/thresholds/rule-with-threshold.ts';
import type { RuleWithThreshold } from '../parts/thresholds/rule-with-threshold.ts';
import { ThresholdLine } from '../parts/thresholds/threshold-line.tsx';
import { count, whole } from '../words/numbers.ts';

/** The rules for unusual access, which of them are not configured, and their thresholds. */
export function ReviewRules() {
  // Not cached: a changed threshold must not show its old value.
  const query = useReportQuery('Rules', {}, { cacheMs: 0 });
  const [changed, setChanged] = useState<Changed | null>(null);
  const [decided, setDecided] = useState<AskedDecision | null>(null);
  const close = () => {
    setChanged(null);
    setDecided(null);
  };
  const dialog = {
    onClose: close,
    onRefused: query.again,
    onRecorded: () => {
      close();
      query.again();
    },
  };
  return (
    <Page
      title="Rules for reviews"
      lead="What each rule needs, which rules are active, and from which number on they find an access unusual"
      actions={<ReviewTabs />}
    >
      <QueryResult query={query} loading="Reading the rules">
        {(rules) => (
          <>
            <PendingProposals rules={rules} onDecide={setDecided} />
            <Section
              title={`${rules.rules.filter(({ isConfigured }) => isConfigured).length} of ${rules.rules.length} rules are active`}
            >
              <ul className="rules">
                {rules.rules.map((rule) => (
                  <li key={rule.rule}>
                    <RuleAbout rule={rule} />
                    {isWithThreshold(rule) && (
                      <ThresholdLine
                        rule={rule}
                        steps={stepsOf(rules, rule)}
                        onChange={() =>
                          setChanged({ rule, latest: stepsOf(rules, rule)[0]?.leaf ?? 0 })
                        }
                      />
                    )}
                    <Feedback feedback={rules.feedback.find((each) => each.rule === rule.rule)} />
                    {rule.fix !== null && <p className="warn-text">{rule.fix}</p>}
                  </li>
                ))}
              </ul>
            </Section>
            {changed !== null && <ChangeThresholdDialog {...dialog} {...changed} />}
            {decided !== null && <DecideThresholdDialog {...dialog} {...decided} />}
          </>
        )}
      </QueryResult>
    </Page>
  );
}

/** The threshold that the dialog was opened for, and the last step that was shown then. */
interface Changed {
  readonly rule: RuleWithThreshold;
  readonly latest: number;
}

/** The steps in which the threshold of a rule changed, the newest first. */
function stepsOf({ thresholdSteps }: Rules, { rule }: RuleWithThreshold) {
  return thresholdSteps.filter((step) => step.rule === rule);
}

function RuleAbout({
  rule: { isConfigured, title, text },
}: {
  readonly rule: Rules['rules'][number];
}) {
  return (
    <>
      <h3>
        <span className={isConfigured ? 'good-text' : 'warn-text'}>
          <Sign name={isConfigured ? 'check' : 'ban'} />
        </span>{' '}
        {title}
        <span className="faint">{isConfigured ? ' active' : ' not configured'}</span>
      </h3>
      <p>{text}</p>
    </>
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
