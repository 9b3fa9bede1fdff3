import { Button } from 'react-aria-components';
import type { Rules, ThresholdDecision, ThresholdStep } from '../../api/operations.types.ts';
import { count } from '../../words/numbers.ts';
import { changeWords } from '../../words/thresholds.ts';
import { ActorName } from '../people/actor-name.tsx';
import { Section } from '../section.tsx';
import { Time } from '../time.tsx';
import { isWithThreshold, type RuleWithThreshold } from './rule-with-threshold.ts';

/** A decision that the reader is about to make. */
export interface AskedDecision {
  readonly proposal: ThresholdStep;
  readonly rule: RuleWithThreshold;
  readonly decision: ThresholdDecision;
}

/** The proposals that await a decision. The account that made one can withdraw it, and another one decides on it. */
export function PendingProposals({
  rules: { rules, thresholdSteps, viewer },
  onDecide,
}: {
  readonly rules: Rules;
  readonly onDecide: (asked: AskedDecision) => void;
}) {
  const pending = rules.filter(isWithThreshold).flatMap((rule) => {
    const proposal = thresholdSteps.find(({ leaf }) => leaf === rule.threshold.proposal);
    return proposal === undefined ? [] : [{ rule, proposal }];
  });
  if (pending.length === 0) return null;
  return (
    <Section title={`${count(pending.length, 'change awaits', 'changes await')} a decision`}>
      <ul className="rules">
        {pending.map(({ rule, proposal }) => {
          const { leaf, actor, issuer, actorName, time, expires, reason } = proposal;
          const decisions = actor === viewer.subject ? OWN : OF_OTHERS;
          return (
            <li key={leaf}>
              <h3>{rule.title}</h3>
              <p>
                {changeWords(proposal, rule.threshold)}, proposed by{' '}
                <ActorName subject={actor} issuer={issuer} recordedName={actorName} isShort />,{' '}
                <Time at={time} />
                {expires !== null && (
                  <>
                    . Expires <Time at={expires} />
                  </>
                )}
              </p>
              {reason !== null && <q className="reason">{reason}</q>}
              {rule.threshold.isChangeable && (
                <p className="dialog-foot">
                  {decisions.map(([decision, label]) => (
                    <Button
                      key={decision}
                      className="button"
                      onPress={() => onDecide({ proposal, rule, decision })}
                    >
                      {label} …<span className="visually-hidden"> the change of {rule.title}</span>
                    </Button>
                  ))}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

const OWN = [['WITHDRAW', 'Withdraw']] as const;
const OF_OTHERS = [
  ['APPROVE', 'Approve'],
  ['REJECT', 'Reject'],
] as const;
