import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../../../directives/patient-id.ts';
import type { PlainLeaf } from '../../../../../gateway/audit/record/parse-leaf.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import { writeDisclosure } from '../../../../../gateway/reports/accounting/write-disclosure.ts';
import { sound } from '../../accounting/sample-disclosure.ts';
import type { AuditEvent } from '../../../../../gateway/reports/formats/fhir/audit-event.ts';
import {
  toAuditEvents,
  type EventFacts,
} from '../../../../../gateway/reports/formats/fhir/to-audit-events.ts';
import { accessRecord, breakGlassRecord } from '../../../audit/sample.ts';
import { findProfileFaults } from '../../../../support/fhir/find-profile-faults.ts';
import { findR4Faults } from '../../../../support/fhir/is-r4.ts';
import { plainLeaf } from '../../../../support/fhir/plain-leaf.ts';
import { randomLeaf } from '../../../../support/fhir/random-leaf.ts';

const FACTS: EventFacts = {
  origin: 'gateway.test/ledger',
  index: 7,
  isReleased: true,
  reason: null,
  patientSystem: 'urn:oid:1.2.3',
};
const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

function events(record: AuditRecord, facts: Partial<EventFacts> = {}): AuditEvent[] {
  const written = toAuditEvents(plainLeaf(record), { ...FACTS, ...facts });
  for (const event of written) {
    expect(findR4Faults(event)).toEqual([]);
    expect(findProfileFaults(event)).toEqual([]);
  }
  return written;
}

function only(record: AuditRecord, facts: Partial<EventFacts> = {}): AuditEvent {
  const [event, ...others] = events(record, facts);
  if (event === undefined || others.length > 0) throw new Error('It is not one event.');
  return event;
}

const patientsOf = (written: readonly AuditEvent[]) =>
  written.map(({ entity }) => entity?.find(({ what }) => what?.type === 'Patient')?.what);
const patient = (value: string) => ({
  type: 'Patient',
  identifier: { system: 'urn:oid:1.2.3', value },
});
const profileOf = ({ meta }: AuditEvent) => meta?.profile?.[0]?.replace(BALP, '') ?? null;
const subtypesOf = ({ subtype }: AuditEvent) => subtype.map(({ code }) => code);
const detailsOf = ({ entity }: AuditEvent, name: string) =>
  entity?.find((item) => item.name === name)?.detail;

const purposesIn = ({ purposeOfEvent, agent }: AuditEvent) =>
  [purposeOfEvent, agent[0]?.purposeOfUse].map((list) =>
    list?.flatMap(({ coding }) => coding?.map(({ code }) => code)),
  );

const { operation } = accessRecord([]);
const mutation = { operation: operation && { ...operation, kind: 'mutation' as const } };

describe('the FHIR event of a response about one record', () => {
  it('is a PatientRead with user, client, gateway, patient and fields', () => {
    const event = only(accessRecord(['p1']));
    expect(profileOf(event)).toBe('PatientRead');
    expect(event).toMatchObject({
      action: 'R',
      outcome: '0',
      outcomeDesc: 'permit',
      recorded: '2025-11-24T16:00:00.250Z',
      period: { start: '2025-11-24T16:00:00.000Z', end: '2025-11-24T16:00:00.250Z' },
      agent: [
        {
          type: { coding: [{ code: 'IRCP' }] },
          who: { identifier: { system: 'https://idp.test', value: 'physician-7' } },
          name: 'Physician Seven',
          role: [{ coding: [{ code: 'physician' }] }],
          requestor: true,
          policy: ['token-1'],
        },
        {
          who: { identifier: { value: 'chart' } },
          network: { address: '127.0.0.1', type: '2' },
          name: 'test/1',
        },
        { who: { identifier: { value: 'gateway-1' } } },
      ],
      source: { site: 'gateway.test/ledger', observer: { identifier: { value: 'gateway-1' } } },
    });
    expect(patientsOf([event])).toEqual([patient('p1')]);
    expect(event.entity?.find(({ name }) => name === 'Patient')).toMatchObject({
      what: { identifier: { type: { text: 'Patient' }, value: 'p1' } },
      securityLabel: [{ code: 'DATE' }, { code: 'SSN' }],
      detail: [
        {
          type: 'Patient.birthDate',
          valueString: 'view=full; categories=DATE; subgraphs=patients',
        },
        { type: 'Patient.ssn', valueString: 'view=full; categories=SSN; subgraphs=patients' },
        { type: 'relation', valueString: 'all' },
        { type: 'roles', valueString: 'physician' },
      ],
    });
  });

  it('names the ledger, and the index, id and part of its record', () => {
    const [extension] = only(accessRecord(['p1'])).extension;
    expect(extension).toEqual({
      url: 'https://phi-gateway.dev/fhir/StructureDefinition/ledger-leaf',
      extension: [
        { url: 'origin', valueString: 'gateway.test/ledger' },
        { url: 'index', valueString: '7' },
        { url: 'record', valueString: '019a0000-0000-7000-8000-000000000010' },
        { url: 'part', valueString: '1/1' },
      ],
    });
  });

  it('has the request id, and the SHA-256 of the query in place of its text', () => {
    const { entity } = only(accessRecord(['p1']));
    const query = entity?.find((item) => item.query !== undefined);
    expect(Buffer.from(query?.query ?? '', 'base64').toString()).toBe(
      `nih:sha-256;${'c'.repeat(64)}`,
    );
    expect(query?.description).toBe('query Chart($id)');
    expect(entity?.find(({ type }) => type.code === 'XrequestId')?.what?.identifier?.value).toBe(
      '019a0000-0000-7000-8000-000000000001',
    );
  });
});

describe('the FHIR events of a response about several records', () => {
  it('are one PatientQuery for each of a thousand patients', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `patient-${index}`);
    const written = toAuditEvents(plainLeaf(accessRecord(ids)), FACTS);
    expect(patientsOf(written)).toEqual(ids.map(patient));
    expect(new Set(written.map(({ id }) => id)).size).toBe(1000);
    for (const event of written.slice(0, 20)) {
      expect(profileOf(event)).toBe('PatientQuery');
      expect(event.action).toBe('E');
      expect(findProfileFaults(event)).toEqual([]);
    }
  });

  it('are one PatientQuery event for all records of one patient', () => {
    const [entry] = accessRecord(['p1']).accesses;
    if (entry === undefined) throw new Error('The sample has no entry.');
    const labs = {
      ...entry,
      type: 'Observation',
      objects: [['p1', 'o1'] as const, ['p1', null] as const],
    };
    const event = only(accessRecord([], { accesses: [entry, labs] }));
    expect(profileOf(event)).toBe('PatientQuery');
    expect(event.entity?.flatMap(({ name, what }) => (name === undefined ? [] : [what]))).toEqual([
      { identifier: { type: { text: 'Patient' }, value: 'p1' } },
      { identifier: { type: { text: 'Observation' }, value: 'o1' } },
      { display: 'Observation without a key' },
    ]);
  });

  it('include a separate failure event for fields that were denied without a named patient', () => {
    const [first, second, denied] = events(
      accessRecord(['p1', 'p2'], {
        outcome: 'partial',
        denied: [
          { coordinate: 'Patient.note', reason: 'reach', count: 3 },
          { coordinate: 'Patient.ssn', reason: 'reach', count: 1 },
        ],
      }),
    );
    expect([first?.outcome, second?.outcome, denied?.outcome]).toEqual(['0', '0', '4']);
    expect(denied === undefined ? null : profileOf(denied)).toBeNull();
    expect(denied && detailsOf(denied, 'denied')).toEqual([
      { type: 'Patient.note', valueString: 'reach, 3 times' },
      { type: 'Patient.ssn', valueString: 'reach, 1 time' },
    ]);
    expect(first && detailsOf(first, 'denied')).toBeUndefined();
  });

  it('are a Query event without a patient if no record has a patient', () => {
    const [entry] = accessRecord(['p1']).accesses;
    if (entry === undefined) throw new Error('The sample has no entry.');
    const objects = [[null, 'a'] as const, [null, 'b'] as const];
    const event = only(accessRecord([], { accesses: [{ ...entry, objects }] }));
    expect(profileOf(event)).toBe('Query');
    expect(patientsOf([event])).toEqual([undefined]);
  });
});

describe('the FHIR event of a request that did not succeed', () => {
  it.each([
    ['a denial', { kind: 'denial', outcome: 'deny', reason: 'FORBIDDEN' }, '4', 'deny: FORBIDDEN'],
    ['an error', { outcome: 'error', reason: 'SUBGRAPH' }, '8', 'error: SUBGRAPH'],
    ['an intent', { ...mutation, kind: 'intent', outcome: 'pending' }, undefined, 'pending'],
  ] as const)(
    'names its patient, claims no BALP profile and has the outcome of its record: %s',
    (_, overrides, outcome, text) => {
      const event = only(accessRecord([], { accesses: [], patients: ['p1'], ...overrides }));
      expect(profileOf(event)).toBeNull();
      expect([event.outcome, event.outcomeDesc]).toEqual([outcome, text]);
      expect(patientsOf([event])).toEqual([patient('p1')]);
    },
  );

  it('has the FHIR outcome 8 and no profile for an unreleased response, even if its record says permit', () => {
    const event = only(accessRecord(['p1']), { isReleased: false });
    expect([event.outcome, event.outcomeDesc, profileOf(event)]).toEqual(['8', 'unreleased', null]);
  });
});

describe('the FHIR event of a mutation', () => {
  it.each([
    ['C', 'PatientCreate'],
    ['U', 'PatientUpdate'],
    ['D', 'PatientDelete'],
    ['E', null],
  ] as const)(
    'for the action %s claims the BALP profile %s (null: no profile)',
    (action, profile) => {
      const event = only(accessRecord(['p1'], { ...mutation, kind: 'outcome', action }));
      expect(profileOf(event)).toBe(profile);
      expect(event.action).toBe(action);
    },
  );

  it('names its patient and claims no BALP profile if nothing was returned', () => {
    const event = only(
      accessRecord([], {
        ...mutation,
        kind: 'outcome',
        action: 'U',
        accesses: [],
        patients: ['p1'],
      }),
    );
    expect(profileOf(event)).toBeNull();
    expect(patientsOf([event])).toEqual([patient('p1')]);
  });
});

describe('the FHIR events of break-glass', () => {
  const opening = commitTo('unconscious', 'ab'.repeat(32));

  it('have the DICOM codes of an emergency override (110127, 110138) at start and stop, and the reason at the start', () => {
    const start = only(breakGlassRecord(opening, 'p1'), { reason: 'unconscious' });
    expect(subtypesOf(start)).toEqual(['110127', 'breakglass.start']);
    expect(start.type.code).toBe('110113');
    expect(start.purposeOfEvent).toMatchObject([{ coding: [{ code: 'BTG' }] }]);
    expect(detailsOf(start, 'break-glass grant')).toContainEqual({
      type: 'reason',
      valueString: 'unconscious',
    });
    const stop = only(breakGlassRecord(opening, 'p1', { kind: 'breakglass.stop' }));
    expect(subtypesOf(stop)).toEqual(['110138', 'breakglass.stop']);
  });

  it('have the purpose BTG in addition to that of the caller for accesses under break-glass, and for no others', () => {
    const record = accessRecord(['p1']);
    const [entry] = record.accesses;
    const { actor } = record;
    if (entry === undefined || actor === null) throw new Error('The sample has no entry.');
    const rule = { ...entry.rule, relation: 'break-glass' as const };
    const accesses = [
      { ...entry, rule },
      { ...entry, objects: [['p2', 'p2'] as const] },
    ];
    const [broken, plain] = events({
      ...record,
      accesses,
      actor: { ...actor, purpose: 'ETREAT' },
      breakGlass: { id: 'grant', until: 1 },
    });
    expect(broken && purposesIn(broken)).toEqual([
      ['ETREAT', 'BTG'],
      ['ETREAT', 'BTG'],
    ]);
    expect(plain && purposesIn(plain)).toEqual([['ETREAT'], ['ETREAT']]);
  });
});

describe('the FHIR event of an entered disclosure', () => {
  const { actor } = accessRecord([]);
  if (actor === null) throw new Error('The sample has no actor.');
  const written = writeDisclosure(
    {
      patient: 'p1',
      disclosed: 1_763_000_000_000,
      recipient: 'County health department',
      address: '1 Main Street',
      description: 'Result of a test for tuberculosis',
      purpose: 'Report of a notifiable disease',
      purposeOfUse: 'PUBHLTH',
      basis: '164.512(b)(1)(i)',
    },
    {
      actor,
      at: 1_764_000_000_000,
      salt: 'ab'.repeat(32),
      isPatientId: createPatientIdCheck(DEFAULT_PATIENT_IDS),
    },
  );
  const { record, opening } = sound(written);

  it('has the profile PrivacyDisclosure.Source, and names recipient, purpose and basis', () => {
    const event = only(record, { reason: opening.text });
    expect(profileOf(event)).toBe('PrivacyDisclosure.Source');
    expect(event.agent.at(-1)?.who.display).toBe('County health department, 1 Main Street');
    expect(event.purposeOfEvent).toMatchObject([{ coding: [{ code: 'PUBHLTH' }] }]);
    expect(event.period?.start).toBe('2025-11-13T02:13:20.000Z');
    expect(event.agent[0]).toMatchObject({ type: { coding: [{ code: 'ENT' }] }, requestor: true });
    expect(detailsOf(event, 'facts')).toContainEqual({
      type: 'basis',
      valueString: '164.512(b)(1)(i)',
    });
  });

  it('shows (erased) as its recipient if its text was erased, and not its description', () => {
    const event = only(record, { reason: '(erased)' });
    expect(event.agent.at(-1)?.who.display).toBe('(erased)');
    expect(JSON.stringify(event)).not.toContain('tuberculosis');
  });
});

describe('the FHIR events of a record without a patient', () => {
  it.each([
    ['log.start', ['110120', 'log.start'], '110100'],
    ['audit.read', ['audit.read'], '110101'],
    ['refusals', ['refusals'], '110113'],
    ['log.unheard.of', ['log.unheard.of'], '110100'],
  ])(
    'are one event with a DICOM type, and with the kind as a subtype, for the kind %s',
    (kind, subtypes, type) => {
      const leaf = {
        ...plainLeaf(accessRecord([], { accesses: [], actor: null, operation: null })),
        kind,
      };
      const [event, ...others] = toAuditEvents(leaf as PlainLeaf, FACTS);
      expect(others).toEqual([]);
      expect(event && findR4Faults(event)).toEqual([]);
      expect(event && [subtypesOf(event), event.type.code]).toEqual([subtypes, type]);
    },
  );

  it.each(['log.heartbeat', 'unreleased'] as const)('are empty for the kind %s', (kind) => {
    expect(events(accessRecord([], { kind }))).toEqual([]);
  });
});

describe('the FHIR events of any record', () => {
  it('name only the requested patient if the events of one patient are requested', () => {
    const leaf = plainLeaf(accessRecord(['p1', 'p2', 'p3']));
    const written = toAuditEvents(leaf, FACTS, 'p2');
    expect(patientsOf(written)).toEqual([patient('p2')]);
    expect(JSON.stringify(written)).not.toMatch(/p1|p3/u);
  });

  it('keep their ids after another patient was erased, and have other ids for another record', () => {
    const ids = (names: readonly string[]) =>
      toAuditEvents(plainLeaf(accessRecord(names)), FACTS).map(({ id }) => id);
    expect(ids(['p1', 'p2'])).toEqual(ids(['p1', 'p2']));
    expect(ids(['(erased)', 'p2'])[1]).toBe(ids(['p1', 'p2'])[1]);
    expect(ids(['p1'])).not.toEqual(
      toAuditEvents(plainLeaf(accessRecord(['p1'])), { ...FACTS, index: 8 }).map(({ id }) => id),
    );
  });

  it('show an erased patient as erased, without an identifier', () => {
    expect(patientsOf(events(accessRecord(['(erased)'])))).toEqual([
      { type: 'Patient', display: '(erased)' },
    ]);
  });

  it('are valid, match their profile and name each patient once, for random records', () => {
    fc.assert(
      fc.property(randomLeaf, fc.boolean(), (leaf, isReleased) => {
        const written = toAuditEvents(leaf, { ...FACTS, isReleased, patientSystem: null });
        for (const event of written) {
          expect(findR4Faults(event)).toEqual([]);
          expect(findProfileFaults(event)).toEqual([]);
        }
        expect(new Set(written.map(({ id }) => id)).size).toBe(written.length);
        if (['log.heartbeat', 'unreleased'].includes(leaf.kind)) return;
        const named = [
          ...leaf.accesses.flatMap(({ objects }) => objects.map(([whose]) => whose)),
          ...leaf.patients,
        ];
        const expected = new Set(named.filter((whose) => whose !== null));
        expect(patientsOf(written).filter((what) => what !== undefined)).toHaveLength(
          expected.size,
        );
        for (const whose of expected) expect(toAuditEvents(leaf, FACTS, whose)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});
