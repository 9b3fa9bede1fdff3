import { describe, expect, it } from '@jest/globals';
import { SIX_YEARS } from '../../../../gateway/audit/record/control/retention.ts';
import { DAY_MS } from '../../../../gateway/platform/durations.ts';
import { listDeadlines } from '../../../../gateway/reports/api/deadlines.ts';

const NOW = Date.UTC(2026, 0, 31);

const listed = (days: number, oldest: number | null, retention = SIX_YEARS) =>
  listDeadlines(
    {
      certificateEnds: () =>
        new Map([
          ['server.tls.cert', NOW + 20 * DAY_MS],
          ['audit.ca', NOW - DAY_MS],
          ['subgraph.tls.ca', NOW + 300 * DAY_MS],
        ]),
      retention,
      now: () => NOW,
    },
    { days, oldest },
  ).map(({ kind, setting, at }) => [kind, setting, (at - NOW) / DAY_MS]);

describe('deadlines', () => {
  it('are the certificates that end within the days or have ended, the earliest first', () => {
    expect(listed(30, null)).toEqual([
      ['CERTIFICATE', 'audit.ca', -1],
      ['CERTIFICATE', 'server.tls.cert', 20],
    ]);
    expect(listed(19, null)).toEqual([['CERTIFICATE', 'audit.ca', -1]]);
    expect(listed(400, null)).toHaveLength(3);
  });

  it('include the end of the shortest retention of the oldest record', () => {
    const oldest = Date.UTC(2020, 1, 10);
    expect(listed(15, oldest)).toContainEqual(['RETENTION', 'audit.retention', 10]);
    expect(listed(9, oldest)).toHaveLength(1);
    const shorter = { years: 10, categories: new Map([['NAME', 6]] as const) };
    expect(listed(15, oldest, shorter)).toContainEqual(['RETENTION', 'audit.retention', 10]);
    expect(listed(15, Date.UTC(2021, 1, 10))).toHaveLength(1);
  });
});
