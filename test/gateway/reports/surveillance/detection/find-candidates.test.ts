import { caseSources } from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../../../../gateway/audit/store/ledger-reader.ts';
import type { Relation } from '../../../../../directives/operation/effective-roles.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import { fillIndex } from '../../../../../gateway/reports/index/fill-index.ts';
import {
  openReportIndex,
  type ReportIndex,
} from '../../../../../gateway/reports/index/open-index.ts';
import {
  NO_FACTS,
  NO_FACT_KEYS,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { findCases } from '../../../../../gateway/reports/surveillance/queries/find-cases.ts';
import {
  DEFAULT_SETTINGS,
  type SurveillanceSettings,
} from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { createDirectory } from '../../../audit/sample.ts';
import { STORES } from '../../../audit/stores.ts';
import { append, indexPlace, START, STEP } from '../../index/places.ts';
import { counted } from '../counted-reader.ts';
import { seen } from '../sample-days.ts';

/** An access by an actor with these roles to a patient. */
function sees(
  actor: string,
  roles: readonly string[],
  patient: string,
  relation: Relation,
): AuditRecord {
  const { record } = seen(0, actor, [patient], { relation });
  return { ...record, actor: record.actor && { ...record.actor, roles } };
}

/** The same in a dry run that releases what no role of the actor reaches. */
function seesBeyond(actor: string, roles: readonly string[], patient: string): AuditRecord {
  const record = sees(actor, roles, patient, 'all');
  const accesses = record.accesses.map((entry) => ({
    ...entry,
    rule: { ...entry.rule, wouldDeny: ['reach'] as const },
  }));
  const denied = [{ coordinate: 'Patient.ssn', reason: 'reach', count: 1 }] as const;
  return { ...record, accesses, denied, details: { mode: 'dry-run' } };
}

const RECORDS = [
  sees('nina', ['clerk', 'nurse'], 'stranger', 'all'),
  sees('nina', ['clerk', 'nurse'], 'patient', 'all'),
  sees('nina', ['clerk', 'nurse'], 'patient', 'care-team'),
  sees('carl', ['clerk'], 'stranger', 'all'),
  seesBeyond('dora', ['clerk'], 'beyond'),
];

/** Working hours in which nothing was recorded: every access is outside. */
const NEVER = { timeZone: 'UTC', from: 0, to: 1, days: [0] };

const related = (...roles: readonly string[]) => ({ noRelationship: { roles } });
const late = (...roles: readonly string[]) => ({ afterHours: { ...NEVER, roles } });

describe.each(STORES)('the candidates for unusual access in a ledger on $name', (store) => {
  const directory = createDirectory();
  let reader: LedgerReader;
  let index: ReportIndex;

  beforeAll(async () => {
    await store.start();
    const place = await store.place(directory.path);
    await append(place, directory.path, RECORDS);
    reader = await openReader(place.location);
    index = await openReportIndex(
      { ledger: place.location, index: await indexPlace(place, directory.path) },
      'fill',
    );
    await fillIndex(index, reader);
  });
  afterAll(async () => {
    await index.close();
    await reader.close();
    await store.stop();
    directory.remove();
  });

  /** The cases by their rules, and how many batches were read to prove them. */
  async function find(changes: Partial<SurveillanceSettings>) {
    const batches = counted(reader);
    const { cases } = await findCases(caseSources(index, batches.reader, { publicKey: null }), {
      window: {
        since: START,
        until: START + 24 * STEP - 1,
        actor: null,
        issuer: null,
        patient: null,
      },
      settings: { ...DEFAULT_SETTINGS, ...changes },
      facts: NO_FACTS,
      factKeys: NO_FACT_KEYS,
    });
    const found = cases.map(({ actor, patient, reasons }) =>
      [actor, patient, ...reasons.map(({ rule }) => rule)].join(' '),
    );
    return { found: found.toSorted(), read: batches.asked() };
  }

  it('include accesses by a role that noRelationship names, unless another access shows a relationship to the patient, and those that only a dry run released', async () => {
    expect((await find(related('nurse'))).found).toEqual([
      'dora beyond NO_RELATIONSHIP',
      'nina stranger NO_RELATIONSHIP',
    ]);
    expect((await find(related('clerk'))).found).toEqual([
      'carl stranger NO_RELATIONSHIP',
      'dora beyond NO_RELATIONSHIP',
      'nina stranger NO_RELATIONSHIP',
    ]);
  });

  it('include accesses outside working hours by a role that afterHours names, and those that only a dry run released', async () => {
    expect((await find(late('nurse'))).found).toEqual([
      'dora beyond NO_RELATIONSHIP',
      'nina patient AFTER_HOURS',
      'nina stranger AFTER_HOURS',
    ]);
  });

  it('include accesses that only a dry run released, without any settings', async () => {
    expect((await find({})).found).toEqual(['dora beyond NO_RELATIONSHIP']);
  });

  it('exclude accesses by roles that no setting names, and do not read them from the ledger', async () => {
    const nothing = await find({});
    const nobody = await find({ ...related('pharmacist'), ...late('pharmacist') });
    expect(nobody).toEqual(nothing);
    expect((await find(related('nurse'))).read).toBeGreaterThan(nothing.read);
  });
});
