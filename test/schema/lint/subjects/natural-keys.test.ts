import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of keys that are not called an id', () => {
  it.each<[string, string, string[]]>([
    [
      'the number by which a query looks up a patient, and what has it',
      'type Query { patient(caseNo: String!): Patient } type Patient { caseNo: String } type Slip { caseNo: String since: String }',
      ['Patient.caseNo', 'Query.patient(caseNo:)', 'Slip.caseNo', 'Slip.since'],
    ],
    [
      'what a query returns for the number of a patient',
      'type Query { patient(caseNo: String!): Patient doses(caseNo: String): [Given] } type Patient { caseNo: String } type Given { freq: String }',
      ['Given.freq', 'Patient.caseNo', 'Query.doses(caseNo:)', 'Query.patient(caseNo:)'],
    ],
    [
      'persons who are known by their number and their shape alone',
      'type Query { inmate(bookingNo: String!): Inmate } type Inmate { bookingNo: String dob: String sex: String } type Call { bookingNo: String nurseNote: String asked: String }',
      [
        'Call.asked',
        'Call.bookingNo',
        'Call.nurseNote',
        'Inmate.bookingNo',
        'Inmate.dob',
        'Inmate.sex',
        'Query.inmate(bookingNo:)',
      ],
    ],
    [
      'what a query returns for a patient, by an argument with the name of the type',
      'type Query { growth(child: ID!): [GrowthPoint] } type Child { firstName: String birthDate: String medicalHistory: String } type GrowthPoint { weight: Float percentile: Float }',
      [
        'Child.birthDate',
        'Child.firstName',
        'Child.medicalHistory',
        'GrowthPoint.percentile',
        'GrowthPoint.weight',
        'Query.growth(child:)',
      ],
    ],
  ])('reports %s', (_what, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'the number of another thing',
      'type Query { unit(unitNo: String!): Unit } type Unit { unitNo: String } type Patient { a: Int }',
    ],
    [
      'a key by which objects of several types are looked up',
      'type Query { patient(nodeId: ID!): Patient unit(nodeId: ID!): Unit } type Unit { nodeId: ID! plate: String } type Patient { a: Int }',
    ],
  ])('does not read %s as that of a patient', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl).filter((each) => !each.includes('atient'))).toEqual([]);
  });
});
