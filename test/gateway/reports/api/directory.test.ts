import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import type { Caller, SmartLevel } from '../../../../gateway/platform/caller.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import { createDirectoryRoot, scopeFor } from '../../../../gateway/reports/api/directory-root.ts';
import { createReports } from '../../../../gateway/reports/api/create-reports.ts';
import { createReportSchema } from '../../../../gateway/reports/api/create-report-schema.ts';
import type { ReportContext } from '../../../../gateway/reports/api/report-context.ts';
import type {
  AskedPeople,
  Directory,
} from '../../../../gateway/reports/directory/create-directory.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const PEOPLE = `query People($patients: [ID!]!, $actors: [AccountInput!]!) {
  people(patients: $patients, actors: $actors) {
    patients { id name mrn birthDate } actors { subject issuer name role department } isComplete
  }
}`;
const SEARCH = `query Find($text: String!, $among: PeopleKind!) {
  searchPeople(text: $text, among: $among) { patients { id name } actors { subject name } isComplete }
}`;
const NOT_ALLOWED = 'UNAUTHORIZED_FIELD_OR_TYPE';

const ann = { id: 'p1', name: 'Ann Low', mrn: 'MR1', birthDate: '1972-12-05' };
const nina = { subject: 'nina', issuer: 'https://idp.test' };

const officer = callerOf(['officer']);

/** Asks the report API in this process, in front of a directory that knows Ann. */
async function ask(
  caller: Caller,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  {
    isOff = false,
    roles = ['officer'],
  }: { readonly isOff?: boolean; readonly roles?: string[] } = {},
) {
  const records: AuditRecord[] = [];
  const logged: string[] = [];
  const sent: unknown[] = [];
  const directory: Directory = {
    scope: { patients: true, actors: true, patientSearch: true, actorSearch: false },
    argumentsOf: (lists) => lists.map((list) => `Query.${list}(it:)`),
    find: (people: AskedPeople) => {
      sent.push(people);
      return Promise.resolve({ patients: [ann], actors: [], isComplete: false });
    },
    search: (text) => {
      sent.push(text);
      return Promise.resolve({ patients: [ann], actors: [], isComplete: true });
    },
    close: () => Promise.resolve(),
  };
  const given = isOff ? null : directory;
  const gateway = createReports({
    schema: createReportSchema(),
    root: {
      ...createDirectoryRoot(given),
      viewer: (_: unknown, context: ReportContext) => ({
        subject: 'x',
        roles: [],
        isReviewer: context.isReviewer,
        directory: scopeFor(given, context),
      }),
    },
    roles: {
      reviewers: ['auditor', 'officer'],
      patients: ['patient'],
      directory: isOff ? [] : roles,
      thresholds: [],
    },
    ledger: {
      append: (record) => {
        records.push(record);
        return Promise.resolve({ first: 0, count: 1 });
      },
    },
    log: createLog('debug', { write: (line: string) => void logged.push(line) }),
  });
  const { executor } = await gateway.load({} as never);
  if (executor === null) throw new TypeError('no executor');
  const result = await executor({
    document: parse(query),
    request: { variables },
    context: contextOf(caller),
  } as never);
  const codes = (result.errors ?? []).map(
    ({ originalError }) => originalError instanceof GatewayError && originalError.code,
  );
  return { data: result.data ?? null, codes, records, logged, sent };
}

const people = (caller: Caller, patients: readonly string[], actors: readonly object[] = []) =>
  ask(caller, PEOPLE, { patients, actors });

/** The officer's app with these scopes. */
const smart = (granted: Readonly<Record<string, string>>, onlyPatient: string | null = null) => {
  const level: SmartLevel = {
    level: onlyPatient === null ? 'user' : 'patient',
    roles: ['officer'],
    onlyPatient,
    granted: new Map(Object.entries(granted)),
  };
  return callerOf(['officer'], { smart: { scopes: [], levels: [level] } });
};

describe('the names of people in the report API', () => {
  it('are returned for all ids at once, and one record names the patients and no name', async () => {
    const { data, records, sent } = await people(officer, ['p1', 'p2', 'p1'], [nina]);
    expect(data).toMatchObject({ people: { patients: [ann], actors: [], isComplete: false } });
    expect(sent).toEqual([{ patients: ['p1', 'p2'], actors: [nina] }]);
    expect(records).toMatchObject([
      {
        kind: 'audit.read',
        action: 'R',
        outcome: 'permit',
        actor: { subject: 'user-officer' },
        patients: ['p1', 'p2'],
        arguments: ['Query.actors(it:)', 'Query.patients(it:)'],
        details: { reports: 'people' },
      },
    ]);
    expect(JSON.stringify(records)).not.toMatch(/Ann|MR1|1972/);
  });

  it('are not looked up for placeholders and for ids that a record cannot hold', async () => {
    const { sent, records, codes } = await people(
      officer,
      ['(erased)', '\u202Ep1', '', 'x'.repeat(300), 'p2'],
      [{ ...nina, subject: 'ni\u0000na' }],
    );
    expect(codes).toEqual([]);
    expect(sent).toEqual([{ patients: ['p2'], actors: [] }]);
    expect(records).toMatchObject([{ patients: ['p2'] }]);
  });

  it('are refused for more than 200 patients or actors with OPERATION_TOO_COMPLEX, and nothing is sent', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `p${index}`);
    const actors = many.map((subject) => ({ ...nina, subject }));
    for (const { codes, sent, data } of [
      await people(officer, many),
      await people(officer, [], actors),
    ]) {
      expect(codes).toEqual(['OPERATION_TOO_COMPLEX']);
      expect(sent).toEqual([]);
      expect(data).toBeNull();
    }
    const fields = Array.from(
      { length: 20 },
      (_, index) => `a${index}: people(patients: $p) { isComplete }`,
    );
    const aliased = await ask(officer, `query ($p: [ID!]!) { ${fields.join(' ')} }`, {
      p: many.slice(0, 200),
    });
    expect(new Set(aliased.codes)).toEqual(new Set(['OPERATION_TOO_COMPLEX']));
    expect(aliased.sent.length).toBeLessThan(12);
  });

  it.each([
    ['a role that reads reports, but is not among those of the directory', callerOf(['auditor'])],
    ['a role that reads no reports', callerOf(['nurse'])],
    ['no role', callerOf([])],
    [
      'a patient who reads their own record',
      callerOf(['patient'], { ownPatient: 'p1', patients: new Map([['patient', ['p1']]]) }),
    ],
    ['an app without a scope of patients', smart({ AuditEvent: 'rs' })],
    ['an app with a scope of everything', smart({ AuditEvent: 'rs', '*': 'rs' })],
    ['an app of one patient', smart({ AuditEvent: 'rs', Patient: 'rs' }, 'p1')],
  ])(
    'are denied to a caller with %s, which is recorded, and nothing is sent',
    async (_, caller) => {
      for (const [query, variables] of [
        [PEOPLE, { patients: ['p1'], actors: [] }],
        [SEARCH, { text: 'low', among: 'PATIENTS' }],
      ] as const) {
        const { codes, data, sent, records } = await ask(caller, query, variables);
        expect(codes).toEqual([NOT_ALLOWED]);
        expect(data).toBeNull();
        expect(sent).toEqual([]);
        expect(records).toMatchObject([{ kind: 'audit.read', outcome: 'deny' }]);
      }
      const { data, codes } = await ask(caller, '{ viewer { directory { patients } } }');
      expect([codes, data]).toEqual([[], { viewer: { directory: null } }]);
    },
  );

  it('are allowed to an app with scopes of reports and of patients', async () => {
    const { codes } = await people(smart({ AuditEvent: 'rs', Patient: 'rs' }), ['p1']);
    expect(codes).toEqual([]);
  });

  it('are denied to a role of the directory that reads no reports', async () => {
    const { codes, sent } = await ask(
      callerOf(['nurse']),
      PEOPLE,
      { patients: ['p1'], actors: [] },
      { roles: ['nurse'] },
    );
    expect([codes, sent]).toEqual([[NOT_ALLOWED], []]);
  });

  it('are denied to every caller if no directory is configured', async () => {
    const { codes } = await ask(officer, PEOPLE, { patients: ['p1'], actors: [] }, { isOff: true });
    expect(codes).toEqual([NOT_ALLOWED]);
    const { data } = await ask(
      officer,
      '{ viewer { directory { patients } } }',
      {},
      { isOff: true },
    );
    expect(data).toEqual({ viewer: { directory: null } });
  });

  it('are found by a text, which is in no record and no log; the record names the patients that were found', async () => {
    const { data, records, logged, sent } = await ask(officer, SEARCH, {
      text: ' secretly 12/5/1972 ',
      among: 'PATIENTS',
    });
    expect(sent).toEqual(['secretly 1972-12-05']);
    expect(data).toMatchObject({ searchPeople: { patients: [{ id: 'p1', name: 'Ann Low' }] } });
    expect(records).toMatchObject([
      {
        outcome: 'permit',
        patients: ['p1'],
        arguments: ['Query.patientSearch(it:)'],
        details: { reports: 'searchPeople' },
      },
    ]);
    expect(JSON.stringify([records, logged])).not.toMatch(/secretly|1972|Ann/);
  });

  it.each(['', 'a', 'x'.repeat(101)])(
    'are not searched for %j, with BAD_USER_INPUT',
    async (text) => {
      const { codes, sent } = await ask(officer, SEARCH, { text, among: 'ACTORS' });
      expect([codes, sent]).toEqual([['BAD_USER_INPUT'], []]);
    },
  );
});
