import { expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../directives/patient-id.ts';
import { patientFinder } from '../../../directives/release/patients-in.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const { policy } = unitGraph(`
  type Query { lab: Lab }
  type Lab @key(fields: "id") @patient(id: "patient") { id: ID! patient: ID text: String other: Lab }
  type Copy @patient(id: "of.id") { of: Person }
  type Person { id: ID }
`);
const patientsIn = patientFinder(policy, createPatientIdCheck(DEFAULT_PATIENT_IDS));
const lab = (patient: unknown, more: object = {}) => ({ __typename: 'Lab', patient, ...more });

it.each<[string, unknown, readonly string[]]>([
  ['an object', { lab: lab('p1') }, ['p1']],
  ['a number', { lab: lab(7) }, ['7']],
  [
    'lists and objects below',
    { labs: [[lab('p1')], lab('p2', { other: lab('p3') })] },
    ['p1', 'p2', 'p3'],
  ],
  [
    'a path through objects, and nothing where it ends early',
    {
      copies: [
        { __typename: 'Copy', of: { id: 'p1' } },
        { __typename: 'Copy', of: null },
      ],
    },
    ['p1'],
  ],
  ['nothing that is no id', { labs: [lab(null), lab({ id: 'p1' }), lab(true)] }, []],
  ['nothing of an object without a type', { lab: { patient: 'p1' } }, []],
  ['nothing of another type', { lab: { __typename: 'Query', patient: 'p1' } }, []],
  ['nothing of what is no object', { a: 'p1', b: null, c: 7 }, []],
])('the patients in fetched data are those of %s', (_what, data, patients) => {
  expect([...patientsIn(data)].toSorted()).toEqual(patients);
});
