import { Link } from 'wouter';
import type { Suppressions, WhatEnds } from '../../api/operations.types.ts';
import { longDay } from '../../words/times.ts';
import { UNUSUAL_RULE_WORDS } from '../../words/unusual-rules.ts';
import { ActorName } from '../people/actor-name.tsx';
import { PatientName } from '../people/patient-name.tsx';
import { Time } from '../time.tsx';

/** What ends soon or has ended, and what to do. */
export function Deadlines({
  deadlines,
  suppressions: { edges, totalCount },
}: WhatEnds & Pick<Suppressions, 'suppressions'>) {
  if (deadlines.length === 0 && totalCount === 0)
    return (
      <p>
        No certificate and no retention of records ends within 90 days, and no suppression within
        30.
      </p>
    );
  return (
    <>
      <ul className="recent">
        {deadlines.map(({ kind, setting, at }) => (
          <li key={`${kind} ${setting}`}>
            {kind === 'CERTIFICATE' ? (
              <p>
                Certificate in <code>{setting}</code>: replace its file
              </p>
            ) : (
              <p>
                Retention of the oldest record: <code>audit prune</code> may then remove it
              </p>
            )}
            <p className={Date.parse(at) < Date.now() ? 'bad-text' : 'faint'}>
              {Date.parse(at) < Date.now() ? 'ended' : 'ends'} <Time at={at} />
            </p>
          </li>
        ))}
        {edges.map(({ node: { leaf, rule, actor, issuer, patient, until } }) => (
          <li key={leaf}>
            <p>
              Suppression of {UNUSUAL_RULE_WORDS[rule]}:{' '}
              <ActorName subject={actor} issuer={issuer} isShort /> ·{' '}
              {patient === null ? 'all patients' : <PatientName id={patient} isShort />}
            </p>
            <p className="faint">last day {longDay(until)}</p>
          </li>
        ))}
      </ul>
      {totalCount > 0 && (
        <p className="card-foot">
          <Link href="/reviews/suppressions">Suppressions</Link>
          {totalCount > edges.length && (
            <span className="faint"> · {totalCount} end within 30 days</span>
          )}
        </p>
      )}
    </>
  );
}
