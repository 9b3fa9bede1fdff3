import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';
import type { AuditEvent } from '../../../../../gateway/reports/formats/fhir/audit-event.ts';
import { openDatabase } from '../../../../../schema/sqlite/open-database.ts';
import { countIn, exportReport, linesOf } from '../../../../support/reports/exported.ts';
import {
  askReports,
  NOBODY,
  patientToken,
  PHYSICIAN,
  REVIEWER,
  settled,
} from '../../../../support/reports/served-reports.ts';
import {
  BILLING,
  RELATIVE_OF_BILLING,
  DECEASED_PATIENT,
  findUnusual,
  UNRELATED_PATIENT,
  NURSE,
  NURSE_AS_PATIENT,
  open,
  review,
  startUnusualReports,
} from '../../../../support/reports/unusual-reports.ts';
import type { ServedGateway } from '../../../../support/served-gateway.ts';
import { eventsIn, rowsOf } from './exported-cases.ts';

const FORMATS = ['csv', 'ndjson', 'json'] as const;
const REVIEWS = `query ($filter: ReviewFilter! = {}) { reviews(filter: $filter) { totalCount edges { node {
  leaf case actor issuer patient day rules time reviewer reviewerIssuer reviewerName verdict note
  assignee assigneeIssuer due attachments { name location sha256 }
} } } }`;

const byText = (rows: readonly unknown[]) => rows.map(String).toSorted();

/** The record of an event. */
function leafOf({ extension }: AuditEvent): number {
  const [of] = extension;
  const facts = of !== undefined && 'extension' in of ? of.extension : [];
  const index = facts.find(({ url }) => url === 'index');
  return Number(index !== undefined && 'valueString' in index ? index.valueString : NaN);
}

describe('an export of unusual access or of its reviews', () => {
  let served: ServedGateway;
  let other: ServedGateway;
  beforeAll(async () => {
    served = await startUnusualReports();
  });
  afterAll(() => served.close());

  it('waits until the index has the newest access, unlike the API, and includes the case of that access, found by facts from the graph', async () => {
    other = await served.replica();
    await open(other, NURSE, [UNRELATED_PATIENT]);
    await settled(other);
    // Starts the threads that read reports: they would take longer than the wait.
    await findUnusual(other, REVIEWER);
    await exportReport(other, REVIEWER, { report: 'reviews', format: 'csv' });
    const index = openDatabase(`${other.ledgerFile}.index`);
    // Nothing is written to the index until the export waits for it.
    index.exec('BEGIN IMMEDIATE');
    await open(other, BILLING, [RELATIVE_OF_BILLING]);
    const rows = rowsOf(other, { report: 'unusual' });
    // Unlike the export, the API answers from the index as it is.
    for (let count = 0; count < 3; count += 1)
      expect((await findUnusual(other, REVIEWER)).cases).toEqual([]);
    index.close();
    expect(await rows).toMatchObject([
      {
        actor: 'billing',
        patient: RELATIVE_OF_BILLING,
        reasons: [{ rule: 'SAME_SURNAME' }, { rule: 'SAME_ADDRESS' }],
        notKnown: [],
      },
    ]);
  });

  it.each(FORMATS)(
    'as %s has the cases that the API returns, and none of the facts by which they were found',
    async (format) => {
      const { cases, unusual } = await findUnusual(served, REVIEWER);
      expect(cases).toHaveLength(4);
      const asked = { report: 'unusual', format };
      const { text, headers } = await exportReport(served, REVIEWER, asked);
      expect(countIn(format, text)).toBe(unusual?.totalCount);
      expect(headers.get('x-report-rows')).toBe('4');
      expect(headers.get('content-disposition')).toMatch(/phi-gateway-unusual-[\d-]+\.\w+"$/);
      for (const { id } of cases) expect(text).toContain(id);
      expect(text).toContain('SAME_SURNAME');
      expect(text).not.toMatch(/Lubowitz|Mraz|Spring Avenue|2021-12-18/);
    },
  );

  it('in JSON equals the cases of the API, and as NDJSON ends with its totals, its coverage and the list of rules that lacked facts', async () => {
    const { cases } = await findUnusual(served, REVIEWER);
    const rows = await rowsOf(served, { report: 'unusual' });
    expect(rows).toEqual(cases);
    const { text } = await exportReport(served, REVIEWER, { report: 'unusual', format: 'ndjson' });
    expect(JSON.parse(linesOf(text).at(-1) ?? '')).toEqual({
      end: {
        rows: 4,
        refused: 0,
        ledger: {
          origin: 'phi-gateway',
          size: expect.any(Number),
          root: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        coverage: { result: 'NOT_COMPARED', records: null, at: null },
        notKnown: [],
      },
    });
  });

  it.each([
    [{ rule: 'SAME_ADDRESS' }, 1],
    [{ state: 'OPEN', actor: 'nurse' }, 2],
    [{ patient: NURSE_AS_PATIENT, rule: null }, 2],
    [{ until: new Date(Date.now() - 2 * DAY_MS).toISOString() }, 0],
  ])('is filtered as in the API: %j', async (filter, count) => {
    const { unusual } = await findUnusual(served, REVIEWER, { filter });
    const rows = await rowsOf(served, { report: 'unusual', filter });
    expect([rows.length, unusual?.totalCount]).toEqual([count, count]);
  });

  it('is recorded, and a lookup of facts that were not cached is recorded before it', async () => {
    const filter = { patient: DECEASED_PATIENT, rule: 'DECEASED' };
    const before = served.leaves().length;
    await exportReport(served, REVIEWER, { report: 'unusual', format: 'csv', filter });
    expect(served.leaves().slice(before)).toMatchObject([
      {
        kind: 'audit.read',
        outcome: 'permit',
        actor: { subject: 'olga' },
        patients: [DECEASED_PATIENT],
        arguments: ['CaseFilter.patient', 'CaseFilter.rule'],
        details: { reports: 'unusual', format: 'csv' },
      },
    ]);
    // The facts about the other patients are cached.
    await open(other, NURSE, [DECEASED_PATIENT]);
    await exportReport(other, REVIEWER, { report: 'unusual', format: 'csv' });
    expect(other.leaves().slice(-2)).toMatchObject([
      { kind: 'audit.read', details: { reports: 'facts' }, patients: [DECEASED_PATIENT] },
      { kind: 'audit.read', details: { reports: 'unusual' }, outcome: 'permit' },
    ]);
  });

  it.each<[string, object, readonly unknown[]]>([
    [
      'the format html',
      { report: 'unusual', format: 'html' },
      ['format is one of csv, ndjson, json, fhir, fhir-ndjson.'],
    ],
    [
      'an order of events',
      { report: 'unusual', orderBy: { field: 'TIME', direction: 'ASC' } },
      [
        'orderBy.field is one of LEAF, STATE, DAY, ACTOR, ISSUER, ACTOR_NAME, ROLES, PATIENT, SINCE, UNTIL, EVENTS, RULES, SCORE.',
      ],
    ],
    [
      'a filter of events',
      { report: 'unusual', filter: { kind: 'access' } },
      [
        'filter takes state, rule, actor, issuer, actorName, role, patient, open, assignee, assigneeIssuer, leastScore, leastEvents, leaf, since, until, and nothing else.',
      ],
    ],
    [
      'a filter of reviews',
      { report: 'unusual', filter: { verdict: 'VIOLATION' } },
      [expect.stringMatching(/^filter takes state, /)],
    ],
    [
      'a filter of cases for the reviews',
      { report: 'reviews', filter: { state: 'OPEN' } },
      [
        'filter takes reviewer, reviewerIssuer, reviewerName, verdict, case, actor, issuer, patient, rule, day, since, until, and nothing else.',
      ],
    ],
    [
      'an unknown rule',
      { report: 'unusual', filter: { rule: 'NIGHT' } },
      [expect.stringMatching(/^filter\.rule is one of SELF, .*PATIENT_QUESTION\.$/)],
    ],
    [
      'an invalid time',
      { report: 'reviews', filter: { since: '2026-02-30T00:00:00Z' } },
      ['filter.since takes a time such as 2026-01-31T08:00:00Z.'],
    ],
    [
      'an invalid case and an invalid day',
      { report: 'reviews', filter: { case: 'the first', day: '2026-02-30' } },
      [
        'filter.case takes the id of a case such as 1234-0.',
        'filter.day takes a day such as 2026-01-31.',
      ],
    ],
    [
      'an unknown member',
      { report: 'reviews', rules: {} },
      ['An export takes report, format, filter, orderBy, language and nothing else.'],
    ],
  ])(
    'is refused with 400 REPORT_INVALID, and not recorded, if it has %s',
    async (_what, body, problems) => {
      const before = served.leaves().length;
      const { status, text } = await exportReport(served, REVIEWER, { format: 'csv', ...body });
      expect([status, JSON.parse(text)]).toMatchObject([
        400,
        { errors: [{ extensions: { code: 'REPORT_INVALID', problems } }] },
      ]);
      expect(served.leaves()).toHaveLength(before);
    },
  );

  it.each([
    ['PATIENT', 'ASC'],
    ['RULES', 'DESC'],
  ])('is sorted by %s, %s, as in the API', async (field, direction) => {
    const orderBy = { field, direction };
    const rows = await rowsOf(served, { report: 'unusual', orderBy });
    const { data } = await askReports(
      served,
      REVIEWER,
      'query ($orderBy: CaseOrder!) { unusual(orderBy: $orderBy) { edges { node { id } } } }',
      { orderBy },
    );
    const edges = rows.map(({ id }) => ({ node: { id } }));
    expect(data).toEqual({ unusual: { edges } });
    expect(edges).toHaveLength(4);
  });

  it.each(['fhir', 'fhir-ndjson'])(
    'as %s has the events of the cases, each tagged with its case, and none of the facts by which the cases were found',
    async (format) => {
      const { cases } = await findUnusual(served, REVIEWER);
      const asked = { report: 'unusual', format };
      const { text, headers } = await exportReport(served, REVIEWER, asked);
      expect(countIn(format, text)).toBe(Number(headers.get('x-report-rows')));
      const exportedEvents = eventsIn(format, text).flatMap((event) =>
        (event.meta?.tag ?? []).map(({ system, code, display }) => {
          const patient = event.entity?.find(({ what }) => what?.type === 'Patient')?.what;
          return [system, code, display, patient?.identifier?.value, leafOf(event)];
        }),
      );
      const expected = cases.flatMap(({ id, patient, reasons, leaves }) =>
        leaves.map((leaf) => [
          'urn:phi-gateway:case',
          id,
          reasons.map(({ rule }) => rule).join(', '),
          patient,
          leaf,
        ]),
      );
      expect(byText(exportedEvents)).toEqual(byText(expected));
      expect(text).not.toMatch(/Lubowitz|Mraz|Spring Avenue|2021-12-18/);
    },
  );

  it('is refused with 400 OPERATION_TOO_COMPLEX for a period of years', async () => {
    const filter = { since: '2020-01-01T00:00:00Z' };
    const asked = { report: 'unusual', format: 'csv', filter };
    const { status, text } = await exportReport(served, REVIEWER, asked);
    expect([status, text]).toEqual([400, expect.stringContaining('"OPERATION_TOO_COMPLEX"')]);
  });

  it.each([
    ['a patient', patientToken(NURSE_AS_PATIENT)],
    ['a physician', PHYSICIAN],
    ['a caller without roles', NOBODY],
  ])(
    'is refused with 403 FORBIDDEN to %s, without a subgraph request, and the attempt is recorded as denied',
    async (_who, token) => {
      for (const [report, filter] of [
        ['unusual', {}],
        ['unusual', { patient: NURSE_AS_PATIENT }],
        ['reviews', {}],
      ] as const) {
        const [before, asked] = [served.leaves().length, served.received.length];
        const body = { report, format: 'csv', filter };
        const { status, text } = await exportReport(served, token, body);
        expect([status, text]).toEqual([403, expect.stringContaining('"FORBIDDEN"')]);
        expect(served.leaves().slice(before)).toMatchObject([
          { kind: 'audit.read', outcome: 'deny', denied: [{ coordinate: `Export.${report}` }] },
        ]);
        expect(served.received).toHaveLength(asked);
      }
    },
  );

  it('has the reviews of cases as in the API, notes included', async () => {
    const { cases } = await findUnusual(served, REVIEWER);
    const notes = ['=He, said "Ada",\nwas asked.', 'Looked at their own.'];
    for (const [at, note] of notes.entries()) {
      const verdict = at === 0 ? 'APPROPRIATE' : 'VIOLATION';
      const signed = await review(served, REVIEWER, { case: cases[at]?.id ?? '', verdict, note });
      expect(signed.codes).toEqual([]);
    }
    for (const format of FORMATS) {
      const { text } = await exportReport(served, REVIEWER, { report: 'reviews', format });
      expect([format, countIn(format, text)]).toEqual([format, 2]);
      if (format !== 'csv') continue;
      const rows = parse<Record<string, string>>(text, { columns: true });
      expect(rows.map(({ note }) => note)).toEqual([notes[1], `'${notes[0]}`]);
    }
    for (const filter of [{}, { verdict: 'VIOLATION' }, { reviewer: 'nobody' }]) {
      const { data } = await askReports(served, REVIEWER, REVIEWS, { filter });
      const rows = await rowsOf(served, { report: 'reviews', filter });
      const edges = rows.map((node) => ({ node }));
      expect(data?.['reviews']).toEqual({ totalCount: rows.length, edges });
    }
  });

  it('marks an event that differs from the ledger as refused, and lists no case based on it', async () => {
    await settled(served);
    const index = openDatabase(`${served.ledgerFile}.index`);
    const leaf = served
      .leaves()
      .findIndex(
        (each) => each.kind === 'access' && JSON.stringify(each).includes(DECEASED_PATIENT),
      );
    const { changes } = index
      .prepare('UPDATE events SET records = 9 WHERE id / 65536 = ?')
      .run(leaf);
    index.close();
    expect(changes).toBe(1);
    const asked = { report: 'unusual', format: 'csv' };
    const { text, headers } = await exportReport(served, REVIEWER, asked);
    const rows = parse<Record<string, string>>(text, { columns: true });
    expect(headers.get('x-report-rows')).toBe('4');
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({ leaves: String(leaf), reasons: 'refused: differs', case: '' });
    expect(rows.slice(1).map(({ patient }) => patient)).not.toContain(DECEASED_PATIENT);
    const { text: lines } = await exportReport(served, REVIEWER, { ...asked, format: 'ndjson' });
    expect(JSON.parse(linesOf(lines).at(-1) ?? '')).toMatchObject({ end: { rows: 3, refused: 1 } });
  });

  it('is refused with 503 AUDIT_UNAVAILABLE if it cannot be recorded', async () => {
    const ledger = openDatabase(served.ledgerFile);
    ledger.exec("CREATE TRIGGER no BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'no'); END");
    for (const report of ['unusual', 'reviews']) {
      const { status, text } = await exportReport(served, REVIEWER, { report, format: 'csv' });
      expect([status, text]).toEqual([503, expect.stringContaining('"AUDIT_UNAVAILABLE"')]);
    }
    ledger.exec('DROP TRIGGER no');
    ledger.close();
  });
});
