import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createLog } from '../../../../../gateway/platform/log.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';
import { createExports } from '../../../../../gateway/reports/api/export/create-exports.ts';
import { FROM_LEDGER } from '../../../../../gateway/reports/catalog/coverage.ts';
import { lettersSchema } from '../../../../../gateway/reports/letters/letters-config.ts';
import {
  NO_FACTS,
  type PeopleFacts,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { tokenFor } from '../../../../support/edge.ts';
import { callerOf, contextOf } from '../../../../support/in-process-graph.ts';
import { countIn, exportReport } from '../../../../support/reports/exported.ts';
import { REVIEWER, settled, YAML } from '../../../../support/reports/served-reports.ts';
import { findUnusual, review } from '../../../../support/reports/unusual-reports.ts';
import { runAudit } from '../../../../support/run-audit.ts';
import { startServedGateway, type ServedGateway } from '../../../../support/served-gateway.ts';
import { createDirectory } from '../../../audit/sample.ts';
import { placeInFile } from '../../../audit/stores.ts';
import { DAY, writeDays } from '../../surveillance/sample-days.ts';
import { eventsIn, rowsOf } from './exported-cases.ts';

/** Unlike REVIEWER, an officer with a name. */
const NAMED_REVIEWER = tokenFor('otto', { roles: ['auditor'], name: 'Otto Brandt' });

describe('an export of unusual access or of its reviews, compared with the output of the command line,', () => {
  const directory = createDirectory();
  const db = join(directory.path, 'audit.db');
  const since = new Date(DAY - DAY_MS).toISOString();
  const until = new Date(DAY + DAY_MS - 1).toISOString();
  let gateway: ServedGateway;

  /** The output of the command. */
  async function printed(...args: readonly string[]): Promise<string> {
    const { output, status } = await runAudit(['report', ...args, '--db', db]);
    expect(status).toBe(0);
    return output;
  }

  beforeAll(async () => {
    await writeDays(placeInFile(db), directory.path, { origin: 'phi-gateway' });
    const audit = JSON.stringify({ db });
    gateway = await startServedGateway(YAML, Date.now, ['patients'], audit);
    await settled(gateway);
    const { cases } = await findUnusual(gateway, REVIEWER, { filter: { since, until } });
    await review(gateway, REVIEWER, { case: cases[0]?.id ?? '', note: 'The ward round.' });
    await review(gateway, NAMED_REVIEWER, { case: cases[1]?.id ?? '', note: 'The night shift.' });
    await settled(gateway);
  });
  afterAll(async () => {
    await gateway.close();
    directory.remove();
  });

  it.each([
    ['unusual', {}, []],
    ['unusual', { rule: 'VOLUME' }, ['--rule', 'VOLUME']],
    ['unusual', { state: 'CLOSED' }, ['--state', 'CLOSED']],
    ['unusual', { leastEvents: 2 }, ['--least-events', '2']],
    ['unusual', { role: 'nurse' }, ['--role', 'nurse']],
  ])('has the same CSV rows of the report %s, filtered by %j', async (report, filter, flags) => {
    const asked = { report, filter: { ...filter, since, until } };
    const lines = await printed(
      report,
      '--since',
      since,
      '--until',
      until,
      '--format',
      'csv',
      ...flags,
    );
    const { text } = await exportReport(gateway, REVIEWER, { ...asked, format: 'csv' });
    expect(text.replaceAll('\r\n', '\n')).toBe(lines);
    expect(countIn('csv', text)).toBeGreaterThan(0);
  });

  it('has the same CSV rows and the same JSON of the report reviews', async () => {
    expect(await rowsOf(gateway, { report: 'reviews' })).toEqual(
      JSON.parse(await printed('reviews', '--format', 'json')),
    );
    const { text } = await exportReport(gateway, REVIEWER, { report: 'reviews', format: 'csv' });
    expect(text.replaceAll('\r\n', '\n')).toBe(await printed('reviews', '--format', 'csv'));
    expect(countIn('csv', text)).toBe(2);
  });

  it.each([
    ['unusual', 'PATIENT', 'ASC', 'patient:asc'],
    ['unusual', 'RULES', 'DESC', 'reasons:desc'],
    ['reviews', 'REVIEWER_NAME', 'ASC', 'reviewer-name'],
  ])('has the report %s in the same order, by %s, %s', async (report, field, direction, column) => {
    const period = { since, until };
    const flags = ['--since', since, '--until', until];
    const orderBy = { field, direction };
    const asked = {
      report,
      format: 'csv',
      orderBy,
      ...(report === 'unusual' && { filter: period }),
    };
    const { text } = await exportReport(gateway, REVIEWER, asked);
    const also = report === 'unusual' ? flags : [];
    const lines = await printed(report, '--format', 'csv', '--sort', column, ...also);
    expect(text.replaceAll('\r\n', '\n')).toBe(lines);
    expect(countIn('csv', text)).toBeGreaterThan(1);
    const unsorted = await exportReport(gateway, REVIEWER, { ...asked, orderBy: undefined });
    expect(text).not.toBe(unsorted.text);
  });

  it.each([
    ['unusual', { since, until }, ['--since', since, '--until', until]],
    ['reviews', {}, []],
  ])(
    'has the same FHIR events of the report %s, tagged with the same cases',
    async (report, filter, flags) => {
      const asked = { report, filter, format: 'fhir-ndjson' };
      const { text } = await exportReport(gateway, REVIEWER, asked);
      const exportedEvents = eventsIn('fhir-ndjson', text);
      const lines = await printed(report, '--format', 'fhir-ndjson', ...flags);
      expect(eventsIn('fhir-ndjson', lines)).toEqual(exportedEvents);
      const tags = new Set(
        exportedEvents.flatMap(({ meta }) => meta?.tag?.map(({ code }) => code) ?? []),
      );
      const { cases, reply } = await findUnusual(gateway, REVIEWER, { filter: { since, until } });
      expect(reply.codes).toEqual([]);
      const known = cases.filter(({ state }) => report === 'unusual' || state !== 'OPEN');
      expect([...tags].toSorted()).toEqual(known.map(({ id }) => id).toSorted());
      const bundle = JSON.parse(await printed(report, '--format', 'fhir', ...flags)) as {
        readonly entry: readonly unknown[];
      };
      expect(bundle.entry).toHaveLength(exportedEvents.length);
    },
  );

  it('is refused with REPORTS_UNAVAILABLE if the client leaves early, and with OPERATION_TOO_COMPLEX for too many rows', async () => {
    const left = new AbortController();
    const find = jest.fn<() => Promise<PeopleFacts>>();
    find.mockImplementationOnce(() => {
      left.abort();
      return new Promise(() => undefined);
    });
    find.mockResolvedValueOnce(NO_FACTS);
    const factKeys = { patients: new Set(['surname'] as const), actors: new Set<never>() };
    const exports = createExports({
      sources: {
        ledger: { kind: 'sqlite', path: db },
        index: { kind: 'sqlite', path: `${db}.index` },
        publicKey: null,
        guardPath: '',
        witnesses: [],
        patientSystem: null,
        mostRows: 1,
        rules: { settings: DEFAULT_SETTINGS, factKeys },
        letters: lettersSchema('.').parse(undefined),
      },
      roles: { reviewers: ['auditor'], patients: [], directory: [], thresholds: [] },
      atOnce: 1,
      facts: { find },
      directory: null,
      comparisons: { coverageOf: () => FROM_LEDGER },
      ledger: {
        append: () => Promise.reject(new Error('nothing is read, so nothing is recorded')),
      },
      log: createLog('debug', { write: () => undefined }),
      now: Date.now,
    });
    const request = contextOf(callerOf(['auditor']));
    const asked = { report: 'unusual', format: 'csv', filter: { since, until } };
    await expect(exports.open(request, asked, left.signal)).rejects.toMatchObject({
      code: 'REPORTS_UNAVAILABLE',
    });
    await expect(exports.open(request, asked, new AbortController().signal)).rejects.toMatchObject({
      code: 'OPERATION_TOO_COMPLEX',
    });
    expect(find).toHaveBeenCalledTimes(2);
    await exports.close();
  });
});
