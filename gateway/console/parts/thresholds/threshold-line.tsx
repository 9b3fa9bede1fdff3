import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { ThresholdStep } from '../../api/operations.types.ts';
import { count, whole } from '../../words/numbers.ts';
import { changeWords, stepWords } from '../../words/thresholds.ts';
import { ActorName } from '../people/actor-name.tsx';
import { recordPath } from '../path.ts';
import { Time } from '../time.tsx';
import type { RuleWithThreshold } from './rule-with-threshold.ts';

/** The threshold of a rule: its value, the button that changes it, and the history of its changes. */
export function ThresholdLine({
  rule: { title, threshold },
  steps,
  onChange,
}: {
  readonly rule: RuleWithThreshold;
  /** The steps of this rule, the newest first. */
  readonly steps: readonly ThresholdStep[];
  readonly onChange: () => void;
}) {
  const { value, configured, unit, text, record, proposal, isChangeable } = threshold;
  return (
    <>
      <p className="faint">
        Threshold: {whole(value)} {unit}.{' '}
        {record !== null && (
          <>
            The configuration’s is {whole(configured)};{' '}
            <Link href={recordPath(record)}>record #{record}</Link> changed it.{' '}
          </>
        )}
        {text}
      </p>
      {isChangeable && proposal === null && (
        <p>
          <Button className="button" onPress={onChange}>
            Change threshold …<span className="visually-hidden"> of {title}</span>
          </Button>
        </p>
      )}
      {steps.length > 0 && (
        <details>
          <summary>
            {count(steps.length, 'step')} in its history
            <span className="visually-hidden">, {title}</span>
          </summary>
          <ol className="history">
            {steps.map((step) => (
              <li key={step.leaf}>
                {stepWords(step)} {changeWords(step, threshold)},{' '}
                <ActorName
                  subject={step.actor}
                  issuer={step.issuer}
                  recordedName={step.actorName}
                  isShort
                />
                , <Time at={step.time} /> ·{' '}
                <Link href={recordPath(step.leaf)}>record #{step.leaf}</Link>
                {step.reason !== null && <q className="reason">{step.reason}</q>}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
