import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { packageFile } from '../../../schema/package-file.ts';
import {
  hiddenFrom,
  openPolicyCases,
  seenBy,
  type MarkChange,
} from '../../support/policy-cases.ts';

let cases: Awaited<ReturnType<typeof openPolicyCases>>;
beforeAll(async () => {
  cases = await openPolicyCases('schema/us-core/policies/us-core.yaml');
});

/** Changes of one mark each, and the case that fails for it. */
const CHANGES: readonly MarkChange[] = [
  ['HumanName.family', hiddenFrom('billing'), 'Names, phone numbers and record numbers'],
  ['Patient.governmentIdentifier', seenBy('clinician'), 'Social security numbers'],
  ['Patient.birthDate', () => ({ method: 'SUPPRESS' }), 'Researchers see the year of birth'],
  [
    'Address.postalCode',
    () => ({ method: 'SUPPRESS' }),
    'Of an address, researchers see the state',
  ],
  ['Device.serialNumber', seenBy('researcher'), 'Serial numbers of an implant'],
  ['Observation.valueQuantity', hiddenFrom('researcher'), 'Coded findings and treatments'],
  ['Encounter.reasonCode', seenBy('billing'), 'Visits, diagnoses and procedures'],
  ['CodeableConcept.text', seenBy('researcher'), 'A text can name any person'],
  ['Attachment.url', hiddenFrom('clinician'), 'Documents, narratives and answers'],
  ['Encounter.serviceProvider', seenBy('researcher'), 'Where a patient was treated'],
  ['ProvenanceAgent.who', hiddenFrom('clinician'), 'Provenance names those'],
  ['Patient.race', hiddenFrom('researcher'), 'Race and ethnicity are for care'],
  ['SubstanceUseRecord.dosageInstruction', hiddenFrom('clinician'), 'Mental health, substance use'],
  ['Coverage.subscriberId', hiddenFrom('billing'), 'Coverage is for billing'],
  ['Query.patients(family:)', seenBy('researcher'), 'Researchers can search neither'],
];

describe('the policy tests of the US Core schema', () => {
  it('are 38 cases, which pass, with every role and every category of PHI in the schema', async () => {
    const { results, failed, coverage } = await cases.runAll();
    expect(failed).toEqual([]);
    expect(results.length).toBe(38);
    const page = readFileSync(packageFile('docs/policy-tests.md'), 'utf8');
    expect(page).toMatch(new RegExp(`US Core schema\\]\\(\\S+ has ${results.length} in`));
    expect(coverage.roles).toEqual([]);
    const { requirements } = cases.graph.policy;
    const categories = new Set([...requirements.values()].flatMap((each) => each.categories));
    const tested = results
      .flatMap(({ checks }) => checks.flatMap(({ covers }) => covers))
      .flatMap((at) => requirements.get(at as Coordinate)?.categories ?? []);
    expect([...new Set(tested)].toSorted()).toEqual([...categories].toSorted());
  });

  it('fail where a mark or its method changes, each in the case that is about it', async () => {
    expect(await cases.unnoticed(CHANGES)).toEqual([]);
  });
});
