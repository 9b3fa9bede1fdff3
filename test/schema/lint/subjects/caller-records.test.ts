import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of records that belong to the caller', () => {
  it.each<[string, string, string[]]>([
    [
      'measurements with a time that a query returns without any person',
      'type Query { glucose(last: Int): [GlucoseReading] } type GlucoseReading { takenAt: String mgdl: Int context: String }',
      ['GlucoseReading.context', 'GlucoseReading.mgdl', 'GlucoseReading.takenAt'],
    ],
    [
      'the account of an app whose records no field links with it',
      'type Query { viewer: Account cycles: [Cycle] } type Account { email: String } type Cycle { startedOn: String periodLength: Int }',
      ['Account.email', 'Cycle.periodLength', 'Cycle.startedOn'],
    ],
    [
      'what a mutation writes of several laboratory values',
      'type Query { a: Int } type Mutation { recordBiomarkers(hba1c: Float, ferritin: Float): Boolean }',
      ['Mutation.recordBiomarkers(ferritin:)', 'Mutation.recordBiomarkers(hba1c:)'],
    ],
    [
      'a participant in a study and what is found of one, whatever the type is named',
      'type Query { cases: [Subject] } type Subject { initials: String sex: String birthYear: Int adverseEvents: [AdverseEvent] } type AdverseEvent { term: String startedOn: String }',
      [
        'AdverseEvent.startedOn',
        'AdverseEvent.term',
        'Subject.birthYear',
        'Subject.initials',
        'Subject.sex',
      ],
    ],
    [
      'what an app keeps of each owner and lists with a token for the next page',
      'type Query { listSobrieties(limit: Int, nextToken: String): SobrietyConnection } type SobrietyConnection { items: [Sobriety] nextToken: String } type Sobriety { id: ID! owner: String soberSince: String }',
      ['Sobriety.id', 'Sobriety.owner', 'Sobriety.soberSince'],
    ],
    [
      'how the caller was when a pump of theirs reported its status',
      'type Query { statuses: [Report] } type Report { loop: LoopStatus } type LoopStatus { timestamp: String iob: Float bloodGlucose: Float }',
      ['LoopStatus.bloodGlucose', 'LoopStatus.iob', 'LoopStatus.timestamp'],
    ],
    [
      'a customer with allergies',
      'type Query { me: Shopper } type Shopper { fullName: String email: String allergies: [String] }',
      ['Shopper.allergies', 'Shopper.email', 'Shopper.fullName'],
    ],
  ])('reports %s', (_what, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'figures of the people of a city',
      'type Query { quality(city: String, date: String): Quality all: [Quality] } type Quality { date: String bloodsugar: Float }',
    ],
    [
      'appointments with a doctor for a pet',
      'type Query { all: [Checkup] } type Checkup { date: String symptoms: String pet: Pet } type Pet { name: String }',
    ],
    [
      'songs with a mood and a date',
      'type Query { songs: [Song] } type Song { date: String mood: String }',
    ],
    [
      'a mutation with one word of health',
      'type Query { a: Int } type Mutation { setMood(mood: String, color: String): Boolean }',
    ],
  ])('reports nothing about %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });

  it('does not report students of a help site for what its users measure', () => {
    const sdl =
      'type Query { vitals: [VitalSign] students: [Student] } type Mutation { createStudent(firstName: String, email: String, password: String): Student } type VitalSign { userId: ID heartRate: Int } type Student { firstName: String lastName: String email: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['VitalSign.heartRate', 'VitalSign.userId']);
  });
});
