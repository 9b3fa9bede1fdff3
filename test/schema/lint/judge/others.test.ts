import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of names for who did something', () => {
  it.each([
    ['English', 'Patient', 'prescribedBy', 'bookedBy'],
    ['Spanish', 'Paciente', 'derivadoPor', 'peso'],
    ['Portuguese', 'Paciente', 'assinadoPor', 'peso'],
    ['German', 'Bewohner', 'freigegebenVon', 'gewicht'],
    ['French', 'Residente', 'prescritPar', 'poids'],
  ])('reports no participle with a preposition in %s', (_language, type, staff, own) => {
    const sdl = `type Query { p: ${type} n: Patient } type ${type} { plans: [CarePlan] } type CarePlan { ${staff}: String ${own}: String } type Patient { a: Boolean }`;
    expect(unmarkedCoordinates(sdl)).toContain(`CarePlan.${own}`);
    expect(unmarkedCoordinates(sdl)).not.toContain(`CarePlan.${staff}`);
  });
});

describe('the lint of what a clinician says', () => {
  it('reports the notes, not the name of the clinician', () => {
    const sdl =
      'type Query { p: Patient } type Patient { visits: [Visit] } type Visit { doctorNotes: String therapistComment: String doctorName: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['Visit.doctorNotes', 'Visit.therapistComment']);
  });
});

describe('the lint of what patients think of a service', () => {
  it('reports the comment and the key of the patient, not the figures', () => {
    const sdl =
      'type Query { r: [Feedback] p: Patient } type Patient { a: Boolean } type Feedback { patient: ID empathy: Float effectiveness: Float comments: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['Feedback.comments', 'Feedback.patient']);
  });
});

describe('the lint of a user in a part of a record', () => {
  it('reports the key of a user without a type where nothing else names the patient', () => {
    const sdl =
      'type Query { p: [Procedure] v: [Visit] } type Procedure { code: String userId: ID } type Visit { patientId: ID userId: ID }';
    expect(unmarkedCoordinates(sdl)).toEqual([
      'Procedure.code',
      'Procedure.userId',
      'Visit.patientId',
    ]);
  });
});

describe('the lint of filters in other languages', () => {
  it.each([
    ['Spanish', 'Paciente', 'desde', 'busqueda'],
    ['Portuguese', 'Paciente', 'data', 'busca'],
    ['German', 'Patient', 'von', 'suche'],
    ['French', 'Patient', 'depuis', 'recherche'],
  ])('reports a time and a search in %s', (_language, type, time, search) => {
    const sdl = `type Query { all(${search}: String): [${type}] visits(${time}: String): [Visit] } type ${type} { a: Boolean } type Visit { startedOn: String owner: ${type} }`;
    expect(unmarkedCoordinates(sdl)).toEqual(
      expect.arrayContaining([`Query.all(${search}:)`, `Query.visits(${time}:)`]),
    );
  });
});
