import { describe, expect, it } from '@jest/globals';
import { createSurveillanceRoot } from '../../../../gateway/reports/api/surveillance-root.ts';
import type { ReportContext } from '../../../../gateway/reports/api/report-context.ts';
import type { ReportWorker } from '../../../../gateway/reports/api/workers/create-report-worker.ts';
import { createPerCallerQueue } from '../../../../gateway/reports/api/workers/per-caller-queue.ts';
import { DEFAULT_SETTINGS } from '../../../../gateway/reports/surveillance/surveillance-config.ts';
import { DAY_MS } from '../../../../gateway/platform/durations.ts';
import { askedBy } from './asked-by.ts';

const NOW = Date.UTC(2026, 0, 31);
const page = { first: 10, orderBy: { field: 'LEAF', direction: 'DESC' } };
const year = { since: NOW - 366 * DAY_MS, until: NOW };

type Resolver = (args: object, context: ReportContext) => unknown;

/** The resolvers on a worker that answers nothing, and the names of the calls that it has received. */
function createBusy() {
  const received: string[] = [];
  const caseWorker = createPerCallerQueue({
    call: ((name: string) => {
      received.push(name);
      return new Promise(() => undefined);
    }) as unknown as ReportWorker['call'],
  });
  const root = createSurveillanceRoot({
    caseWorker,
    rules: { settings: DEFAULT_SETTINGS },
    now: () => NOW,
  } as unknown as Parameters<typeof createSurveillanceRoot>[0]);
  return { root: root as Record<string, Resolver>, received };
}

describe('the queue of unusual access', () => {
  it.each([
    ['unusual', { ...page, filter: year }],
    ['queue', { filter: year, first: 10, orderBy: { field: 'SCORE', direction: 'DESC' } }],
    ['reviews', page],
    ['suppressions', page],
    ['feedback', { days: 366 }],
    ['rules', {}],
    ['thresholdSteps', {}],
    ['thresholdPreview', { rule: 'VOLUME' }],
    ['changeThreshold', { rule: 'VOLUME', value: 60, reason: 'Larger wards.' }],
    ['review', { id: 'c', verdict: 'JUSTIFIED' }],
    ['liftSuppression', { suppression: 1, reason: 'Ended.' }],
  ])('lets a caller who asks for %s again and again delay no other caller', async (field, args) => {
    const { root, received } = createBusy();
    const ask = (subject: string) => void root[field]?.(args, askedBy(subject));
    for (let sent = 0; sent < 10; sent += 1) ask('many');
    await new Promise(setImmediate);
    expect(received).toHaveLength(4);
    ask('one');
    await new Promise(setImmediate);
    expect(received).toHaveLength(5);
  });
});
