import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../support/unmarked-phi.ts';

describe('the lint of inputs', () => {
  it.each<[string, string, string[]]>([
    [
      'in what a mutation writes beside the key of a patient, but not about staff',
      'type Query { p: Patient } type Patient { a: Boolean } type Mutation { m(patientId: ID, x: XInput, r: ProviderDetails): Int } input XInput { quux: String } input ProviderDetails { quux: String }',
      ['Mutation.m(patientId:)', 'XInput.quux'],
    ],
    [
      'in an input for a part of a record whose name ends with a status',
      'type Query { p: Patient } type Patient { care: Treatment } type Treatment { notes: String } type Mutation { a(input: UpdateTreatmentStatusInput): Treatment } input UpdateTreatmentStatusInput { progress: String }',
      ['Treatment.notes', 'UpdateTreatmentStatusInput.progress'],
    ],
    [
      'in the input of a mutation that returns it',
      'type Query { a: Int } type Mutation { add(x: In): Patient } input In { quux: String } type Patient { a: Boolean }',
      ['In.quux'],
    ],
    [
      'in a condition that is an input object of operators',
      'type Query { ps(where: PatientFilter): Int } input PatientFilter { email: StringOps } input StringOps { eq: String contains: String }',
      ['PatientFilter.email'],
    ],
    [
      'in a search parameter of FHIR, which is an input object too, also by a part of a name',
      'type Query { ps(birthdate: SearchDate, family: SearchString, active: SearchString): [Patient] } input SearchDate { value: String missing: Boolean } input SearchString { value: String missing: Boolean } type Patient { a: Boolean }',
      ['Query.ps(birthdate:)', 'Query.ps(family:)'],
    ],
    [
      'in an input that is written, although its fields are named as those of a condition',
      'type Query { p: Patient } type Patient { a: Boolean } type Mutation { add(patientId: ID, m: MeasurementInput): Measurement } input MeasurementInput { type: String value: Int } type Measurement { patientId: ID }',
      [
        'Measurement.patientId',
        'MeasurementInput.type',
        'MeasurementInput.value',
        'Mutation.add(patientId:)',
      ],
    ],
    [
      'in a search over patients',
      'type Query { patients(search: String, limit: Int): [Patient] } type Patient { a: Boolean }',
      ['Query.patients(search:)'],
    ],
    [
      'in an input that no query takes, although no mutation of this subgraph takes it either',
      'type Query { p: Patient v: Visit } type Patient { a: Boolean } type Visit { p: Patient } input VisitInput { quux: String } input VisitFilter { quux: String }',
      ['VisitInput.quux'],
    ],
    [
      'in what is written of a patient, not of a pharmacy, though both mutations return the patient',
      'type Query { p: Patient } type Patient { a: Boolean } type Mutation { addPharmacy(phone: String): Patient bookDoctor(phone: String): Patient }',
      ['Mutation.bookDoctor(phone:)'],
    ],
    [
      'in the key that a response for a patient gives back',
      'type Query { p: Patient } type Patient { a: Boolean } type Mutation { remove: RemovePatientResponse } type RemovePatientResponse { id: ID message: String }',
      ['RemovePatientResponse.id'],
    ],
    [
      'in the name by which records of patients are listed that have no name',
      'type Query { visits(name: String): [Visit] tests(name: String): [LabTest] } type Patient { a: Boolean } type Visit { patient: Patient } type LabTest { patient: Patient name: String }',
      ['LabTest.name', 'Query.tests(name:)', 'Query.visits(name:)'],
    ],
  ])('reports PHI %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});
