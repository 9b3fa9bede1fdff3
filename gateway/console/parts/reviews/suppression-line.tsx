import { Link } from 'wouter';
import type { Suppression } from '../../api/operations.types.ts';
import { longDay } from '../../words/times.ts';
import { UNUSUAL_RULE_WORDS } from '../../words/unusual-rules.ts';
import { ActorName } from '../people/actor-name.tsx';
import { recordPath } from '../path.ts';
import { Time } from '../time.tsx';

/** The suppressions that cover a case; nothing for none. */
export function SuppressionLines({
  suppressions,
}: {
  readonly suppressions: readonly Suppression[];
}) {
  if (suppressions.length === 0) return null;
  return (
    <ul className="history">
      {suppressions.map((suppression) => (
        <li key={suppression.leaf}>
          <SuppressionLine suppression={suppression} />
        </li>
      ))}
    </ul>
  );
}

/** A suppression: rule, days, reviewer, time, record and reason. */
export function SuppressionLine({ suppression }: { readonly suppression: Suppression }) {
  const { rule, since, until, patient, leaf } = suppression;
  return (
    <>
      <strong>{UNUSUAL_RULE_WORDS[rule]}</strong> is not unusual from {longDay(since)} through{' '}
      {longDay(until)}
      {patient === null && ', with all patients'}: <Said by={suppression} record={leaf} />
    </>
  );
}

/** Who recorded a step of a suppression, when, and why. */
export function Said({
  by: { reviewer, reviewerIssuer, reviewerName, time, reason },
  record,
}: {
  readonly by: Pick<
    Suppression,
    'reviewer' | 'reviewerIssuer' | 'reviewerName' | 'time' | 'reason'
  >;
  readonly record: number;
}) {
  return (
    <>
      <ActorName subject={reviewer} issuer={reviewerIssuer} recordedName={reviewerName} isShort />,{' '}
      <Time at={time} /> · <Link href={recordPath(record)}>record #{record}</Link>
      {reason === null ? (
        <span className="line faint">
          The reason was erased, or differs from what was recorded.
        </span>
      ) : (
        <q className="reason">{reason}</q>
      )}
    </>
  );
}
