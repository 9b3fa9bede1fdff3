import { expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../directives/patient-id.ts';
import { createPatientFinder } from '../../../directives/release/patients-in.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const { policy } = unitGraph(`
  type Query { lab: Lab }
  type Lab @key(fields: "id") @patient(id: "patient") { id: ID! patient: ID text: String other: Lab }
  type Copy @patient(id: "of.id") { of: Person }
  type Person { id: ID }
`);
const patientsIn = createPatientFinder(policy, createPatientIdCheck(DEFAULT_PATIENT_IDS));
const lab = (patient: unknown, more: object = {}) => ({ __typename: 'Lab', patient, ...more });

it.each<[string, unknown, readonly string[]]>([
  ['the patient of an object', { lab: lab('p1') }, ['p1']],
  ['the patient of an object with a numeric patient id, as text', { lab: lab(7) }, ['7']],
  [
    'the patients of objects in nested lists and below objects',
    { labs: [[lab('p1')], lab('p2', { other: lab('p3') })] },
    ['p1', 'p2', 'p3'],
  ],
  [
    'the patient at the end of a path through objects, if no object on it is null',
    {
      copies: [
        { __typename: 'Copy', of: { id: 'p1' } },
        { __typename: 'Copy', of: null },
      ],
    },
    ['p1'],
  ],
  ['nothing for invalid patient ids', { labs: [lab(null), lab({ id: 'p1' }), lab(true)] }, []],
  ['nothing for an object without __typename', { lab: { patient: 'p1' } }, []],
  [
    'nothing for an object of a type without @patient',
    { lab: { __typename: 'Query', patient: 'p1' } },
    [],
  ],
  ['nothing for scalars and null', { a: 'p1', b: null, c: 7 }, []],
])('the search for patients in fetched data finds %s', (_what, data, patients) => {
  expect([...patientsIn(data)].toSorted()).toEqual(patients);
});
