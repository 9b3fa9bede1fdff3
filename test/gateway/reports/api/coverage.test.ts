import { eventId } from '../../../../gateway/reports/catalog/event-id.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportReport } from '../../../support/reports/exported.ts';
import { askReports, patientToken, REVIEWER } from '../../../support/reports/served-reports.ts';
import { tamper } from '../index/places.ts';
import { prepareReports, type PreparedReports } from './prepared-reports.ts';

interface Covered {
  readonly result: string;
  readonly records: number | null;
  readonly at: string | null;
  readonly indexed: number;
  readonly size: number;
}

const FIELDS = 'coverage { result records at indexed size }';

describe.each(['SQLite', 'PostgreSQL'] as const)(
  'the stated completeness of a report on %s',
  (name) => {
    let prepared: PreparedReports;
    let patient = '';
    let leaf = 0;
    beforeAll(async () => {
      prepared = await prepareReports(name);
      const event = prepared.model.find((each) => each.patient !== null);
      patient = event?.patient ?? '';
      leaf = event?.leaf ?? 0;
    });
    afterAll(() => prepared.close());

    const coverageOf = async (field: string, args: string) => {
      const { data, codes } = await prepared.ask(`{ ${field}${args} { ${FIELDS} } }`);
      expect(codes).toEqual([]);
      const report = data?.[field] as { readonly coverage: Covered } | undefined;
      if (report === undefined) throw new Error(`no ${field}`);
      return report.coverage;
    };
    const ofPatient = () => coverageOf('events', `(filter: { patient: "${patient}" })`);
    const compare = async (filter: string) => {
      const { data } = await prepared.ask(`{ completeness(filter: ${filter}) { result records } }`);
      return data?.['completeness'] as { readonly result: string; readonly records: number };
    };
    const file = (report: string, format = 'json', filter: object = { patient }) =>
      exportReport(prepared.served, REVIEWER, { report, format, filter });

    it('is NOT_COMPARED before a comparison, in the API and in a file, and READ_FROM_LEDGER in a file of ledger changes', async () => {
      for (const [field, args] of [
        ['events', ''],
        ['unusual', ''],
        ['reviews', ''],
        ['account', `(patient: "${patient}")`],
      ] as const) {
        const covered = await coverageOf(field, args);
        expect(covered).toMatchObject({ result: 'NOT_COMPARED', records: null, at: null });
        expect(covered.indexed).toBeLessThanOrEqual(covered.size);
      }
      const { headers, text } = await file('patient');
      expect(headers.get('x-report-coverage')).toBe('NOT_COMPARED');
      expect(JSON.parse(text)).toEqual(
        expect.arrayContaining([
          { end: expect.objectContaining({ coverage: expect.objectContaining({ at: null }) }) },
        ]),
      );
      const changes = await file('changes', 'csv', {});
      expect(changes.headers.get('x-report-coverage')).toBe('READ_FROM_LEDGER');
    });

    it('is COMPLETE with the number of records after a comparison that covers its events, else NOT_COMPARED', async () => {
      await prepared.settled();
      const { result, records } = await compare(`{ patient: "${patient}" }`);
      expect(result).toBe('COMPLETE');
      expect(await ofPatient()).toMatchObject({
        result,
        records,
        at: expect.stringMatching(/^\d{4}-/),
      });
      expect((await coverageOf('account', `(patient: "${patient}")`)).result).toBe('COMPLETE');
      expect((await coverageOf('events', '')).result).toBe('NOT_COMPARED');
      expect((await coverageOf('unusual', '')).result).toBe('NOT_COMPARED');
      const { headers } = await file('patient', 'csv');
      expect(headers.get('x-report-coverage')).toMatch(
        new RegExp(`^COMPLETE; records=${records}; at=\\d{4}-`),
      );
      await prepared.settled();
      expect((await compare('{}')).result).toBe('COMPLETE');
      for (const field of ['events', 'unusual', 'reviews'])
        expect((await coverageOf(field, '')).result).toBe('COMPLETE');
    });

    it('is INDEX_DIVERGED after a comparison found a missing row, even if the report looks complete', async () => {
      const [from, to] = [eventId(leaf, 0), eventId(leaf + 1, 0)];
      await tamper(prepared.index, `DELETE FROM events WHERE id >= ${from} AND id < ${to}`);
      await prepared.settled();
      expect((await compare(`{ patient: "${patient}" }`)).result).toBe('INDEX_DIVERGED');
      expect((await ofPatient()).result).toBe('INDEX_DIVERGED');
      expect((await file('patient')).headers.get('x-report-coverage')).toMatch(/^INDEX_DIVERGED; /);
    });

    it('is refused to patients with UNAUTHORIZED_FIELD_OR_TYPE, because it states the length of the ledger', async () => {
      const { codes } = await askReports(
        prepared.served,
        patientToken(patient),
        `{ events { ${FIELDS} } }`,
      );
      expect(codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    });

    it('is the same for two simultaneous comparisons', async () => {
      await prepared.settled();
      const both = await Promise.all([compare('{}'), compare('{}')]);
      expect(both[0]).toEqual(both[1]);
    });
  },
);
