import { describe, expect, it } from '@jest/globals';
import type { CaseNode } from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import type { ListedCase } from '../../../../../gateway/reports/surveillance/cases/case-order.ts';
import {
  groupCases,
  queueEntry,
} from '../../../../../gateway/reports/surveillance/queries/queue-entry.ts';

/** A case as far as groups depend on it. */
function listed(about: Partial<CaseNode>): ListedCase {
  const node = {
    id: '1-0',
    state: 'OPEN',
    score: 40,
    scoreParts: [],
    actor: 'nina',
    issuer: 'https://idp.test',
    actorName: null,
    roles: ['nurse'],
    patient: 'p1',
    since: '2026-01-14T08:00:00.000Z',
    until: '2026-01-14T09:00:00.000Z',
    events: 2,
    ...about,
  } as CaseNode;
  const { actor, issuer, patient } = node;
  return { node, found: { actor, issuer, patient } as ListedCase['found'] };
}

const entryOf = (...cases: readonly Partial<CaseNode>[]) => queueEntry(cases.map(listed));

describe('an entry of the queue', () => {
  it('has all cases of one account and one patient, and no others', () => {
    const cases = [
      listed({ id: '5-0' }),
      listed({ id: '4-0', patient: 'p2' }),
      listed({ id: '3-0', issuer: 'https://portal.test' }),
      listed({ id: '2-0', patient: null }),
      listed({ id: '1-0' }),
    ];
    expect(groupCases(cases).map((group) => group.map(({ node }) => node.id))).toEqual([
      ['5-0', '1-0'],
      ['4-0'],
      ['3-0'],
      ['2-0'],
    ]);
  });

  it('names its oldest case, and covers the time from the first access to the last', () => {
    const entry = entryOf(
      { id: '9-0', until: '2026-01-20T10:00:00.000Z', roles: ['physician'], actorName: 'Nina' },
      { id: '2-0', since: '2026-01-02T10:00:00.000Z' },
    );
    expect(entry).toMatchObject({
      id: '2-0',
      since: '2026-01-02T10:00:00.000Z',
      until: '2026-01-20T10:00:00.000Z',
      events: 4,
      roles: ['nurse', 'physician'],
      actorName: 'Nina',
    });
  });

  it.each([
    ['the highest score of all', [{ score: 30 }, { score: 70 }], 70, 'OPEN'],
    [
      'that of an open case, not of a closed one',
      [{ score: 30 }, { score: 70, state: 'CLOSED' }],
      30,
      'OPEN',
    ],
    ['the state of that case', [{ score: 30 }, { score: 70, state: 'REOPENED' }], 70, 'REOPENED'],
    [
      'the highest of closed cases',
      [
        { score: 30, state: 'CLOSED' },
        { score: 70, state: 'CLOSED' },
      ],
      70,
      'CLOSED',
    ],
  ] as const)('has %s', (_, cases, score, state) => {
    expect(entryOf(...cases)).toMatchObject({ score, state });
  });
});
