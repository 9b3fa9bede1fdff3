import type { DetectedCase } from '../../../../../gateway/reports/surveillance/cases/detected-case.ts';
import type { Suppression } from '../../../../../gateway/reports/surveillance/cases/suppression.ts';

/** A case of nina and p1 on 2026-01-14, which is found to be access to a neighbor's record. */
export const FOUND: DetectedCase = {
  place: { concerns: 'record', event: 7 * 65_536 },
  day: Date.UTC(2026, 0, 14),
  actor: 'nina',
  issuer: 'https://idp.test',
  actorName: null,
  roles: ['nurse'],
  patient: 'p1',
  since: Date.UTC(2026, 0, 14),
  until: Date.UTC(2026, 0, 14),
  events: 1,
  lastLeaf: 7,
  leaves: [7],
  accesses: [],
  reasons: [{ rule: 'NEIGHBOR', text: '' }],
  notKnown: [],
  suppressions: [],
};

/** A suppression of the rule for nina and p1, from 2026-01-14 to 2026-02-14. */
export function suppression(about: Partial<Suppression> = {}): Suppression {
  return {
    leaf: 20,
    at: Date.UTC(2026, 0, 15),
    reviewer: 'olga',
    reviewerIssuer: 'https://idp.test',
    reviewerName: null,
    reason: 'Works in the same clinic.',
    reasonPlaceholder: null,
    rule: 'NEIGHBOR',
    actor: 'nina',
    issuer: 'https://idp.test',
    patient: 'p1',
    since: '2026-01-14',
    until: '2026-02-14',
    case: '7-0',
    lifted: null,
    ...about,
  };
}
