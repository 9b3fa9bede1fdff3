import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates, unmarkedPhi } from '../../../support/unmarked-phi.ts';

describe('the lint of filters on fields that look like PHI', () => {
  const TYPES =
    'type Patient { id: ID birthDate: String email: String } type Visit { id: ID patient: Patient startTime: String quuxText: String outcomeResult: String }';
  it.each<[string, string, string[]]>([
    [
      'by the name of the field with an operator',
      'type Query { vs(outcomeResult_contains: String, minOutcomeResult: String, other: String): [Visit] }',
      ['Query.vs(minOutcomeResult:)', 'Query.vs(outcomeResult_contains:)'],
    ],
    [
      'in an input object of operators',
      'type Query { vs(where: VisitWhere): [Visit] } input VisitWhere { outcomeResult: Ops } input Ops { eq: String }',
      ['VisitWhere.outcomeResult'],
    ],
    [
      'in the values of an enum that orders',
      'type Query { ps(orderBy: Order): [Patient] } enum Order { BIRTH_DATE_ASC ID_ASC }',
      ['Order.BIRTH_DATE_ASC', 'Order.ID_ASC'],
    ],
    [
      'in the enum of a generic condition',
      'type Query { ps(where: [Condition2]): [Patient] } input Condition2 { field: Field op: String } enum Field { EMAIL CREATED }',
      ['Field.EMAIL'],
    ],
    [
      'in a time, by the dates of the records',
      'type Query { vs(from: String, until: String): [Visit] }',
      ['Query.vs(from:)', 'Query.vs(until:)'],
    ],
    [
      'in a time, by a scalar for dates, whatever the name, not of when something was created',
      'scalar Fecha scalar ISO8601DateTime type Query { vs(al: Fecha, before: ISO8601DateTime, first: Int, createdAl: Fecha, el: String): [Visit] }',
      ['Query.vs(al:)', 'Query.vs(before:)'],
    ],
    [
      'in a time, in Portuguese',
      'type Query { consultas(dataInicio: String, dataFim: String): [Consulta] } type Paciente { consultas: [Consulta] } type Consulta { dataHora: String }',
      ['Consulta.dataHora', 'Query.consultas(dataFim:)', 'Query.consultas(dataInicio:)'],
    ],
    [
      'by a key of its own, not by that of a clinic whose patients have keys of other names',
      'type Query { clinic(uid: ID): Clinic } type Clinic { uid: ID insured: [Insured] } type Insured { uid: ID }',
      ['Insured.uid'],
    ],
    [
      'in a time before or after which something happened',
      'type Query { vs(after: String, before: String, bookedSince: String, createdBetween: Boolean): [Visit] }',
      ['Query.vs(after:)', 'Query.vs(before:)', 'Query.vs(bookedSince:)'],
    ],
    [
      'in a time of a week, or one that ends with a word for a date',
      'type Query { vs(weekStart: String, endAt: String, seenFromDate: String): [Visit] }',
      ['Query.vs(endAt:)', 'Query.vs(seenFromDate:)', 'Query.vs(weekStart:)'],
    ],
    [
      'in a time that begins or ends with a date, though a field is named for what happened then',
      'type Query { vs(seenStartDate: String, seenEndDate: String, createEndDate: String): [Visit] } extend type Visit { seen: Boolean }',
      ['Query.vs(seenEndDate:)', 'Query.vs(seenStartDate:)'],
    ],
    [
      'in a time, by when a record without another time was created, not by that of a list of doctors',
      'type Query { qs(from: String): [PatientAnswer] ds(from: String): [Doctor] } type PatientAnswer { createdAt: String } type Doctor { createdAt: String }',
      ['Query.qs(from:)'],
    ],
    [
      'in no operator of a generic condition',
      'type Query { vs(where: [Where]): [Visit] } input Where { field: Int op: Op } enum Op { BETWEEN NOT_BETWEEN AFTER DATE }',
      ['Op.DATE'],
    ],
    ['in no cursor of paging', 'type Query { vs(first: Int, after: String): [Visit] }', []],
    [
      'in no bound of another field',
      'type Query { vs(wardFrom: String, wardTo: String): [Visit] } extend type Visit { ward: String }',
      [],
    ],
    [
      'on the record, not on another object that refers to it',
      'type Query { ds(email: String): [Doctor] } type Doctor { id: ID patients: [Patient] }',
      [],
    ],
    [
      'not by the id of a response with an id of its own, as by its patient',
      'type Query { reply(id: ID): QuizResponse } type QuizResponse { id: ID patient: Patient }',
      ['QuizResponse.id'],
    ],
  ])('reports a filter %s', (_how, sdl, expected) => {
    const all = unmarkedCoordinates(`${sdl} ${TYPES}`);
    expect(all.filter((at) => !/^(?:Patient|Visit)\./.test(at))).toEqual(expected);
  });

  it('reports a text that searches records which have the names of patients', () => {
    const sdl =
      'type Query { orders(searchTerm: String, sortBy: String): [LabOrder] } type LabOrder { id: ID patientId: ID lastName: String }';
    expect(unmarkedCoordinates(sdl)).toContain('Query.orders(searchTerm:)');
    expect(unmarkedCoordinates(sdl)).not.toContain('Query.orders(sortBy:)');
  });

  it('says which field a filter reveals', () => {
    const filter = unmarkedPhi(
      'type Query { vs(result_like: String): [Visit] } type Visit { patientId: ID result: String }',
    ).find(({ coordinate }) => coordinate === 'Query.vs(result_like:)');
    expect(filter?.evidence?.signs).toEqual(['it filters or orders by Visit.result']);
  });

  it('takes no state that begins with in for a filter', () => {
    const found = unmarkedCoordinates(
      'type Query { vs(state: State): [Visit] } enum State { IN_TREATMENT DONE } type Visit { patientId: ID treatment: String }',
    );
    expect(found).toEqual(['Visit.patientId', 'Visit.treatment']);
  });

  const PERSON = 'id: ID firstName: String dob: String mrn: String createdAt: String';
  it.each<[string, string, string[]]>([
    [
      'by what a field with another name means',
      'enum Order { NAME_ASC LAST_NAME_DESC DATE_OF_BIRTH_DESC_NULLS_LAST AGE_ASC MEDICAL_RECORD_NUMBER_ASC }',
      [
        'AGE_ASC',
        'DATE_OF_BIRTH_DESC_NULLS_LAST',
        'LAST_NAME_DESC',
        'MEDICAL_RECORD_NUMBER_ASC',
        'NAME_ASC',
      ],
    ],
    ['without a direction', 'enum Order { name birthDate }', ['birthDate', 'name']],
    [
      'but by no time of the program, relevance, count, staff, fact without a field or fact about such a field',
      `enum Order { CREATED_AT_DESC UPDATED_AT RELEVANCE ADMISSION_DATE_ASC NAME_COUNT_DESC PHYSICIAN_LAST_NAME_ASC EMAIL_ASC
        STATUS_ASC LAST_SEEN_DESC BIRTH_WEIGHT_ASC ADDRESS_TYPE_ASC }`,
      [],
    ],
  ])('reports a value of an order-by enum %s', (_how, order, expected) => {
    const sdl = `type Query { ps(orderBy: Order): PatientPage } ${order} type PatientPage { items: [Patient] } type Patient { ${PERSON} }`;
    const found = unmarkedCoordinates(sdl).filter((at) => at.startsWith('Order.'));
    expect(found).toEqual(expected.map((value) => `Order.${value}`));
  });

  it.each<[string, string, string[]]>([
    [
      'by a field inside a value without identity',
      'type Query { ps(sort: [Sort]): [Patient] } input Sort { field: Field descending: Boolean } enum Field { NAME } type Patient { id: ID name: HumanName } type HumanName { given: String family: String }',
      ['Field.NAME'],
    ],
    [
      'whose own type alone says that it orders',
      'type Query { ps(by: PatientSortField, only: PatientField): [Patient] } enum PatientSortField { NAME } enum PatientField { NAME } type Patient { id: ID firstName: String }',
      ['PatientSortField.NAME'],
    ],
    [
      'but not the name of a record, which can be its own',
      'type Query { vs(orderBy: Order): [Visit] } enum Order { NAME_ASC } type Patient { id: ID visits: [Visit] } type Visit { id: ID patientName: String }',
      [],
    ],
    [
      'but not what a field without PHI has as its name',
      'type Query { as(orderBy: Order): [User] ps: [Patient] } enum Order { DATE_OF_BIRTH_ASC } type Patient { id: ID } type User { id: ID dateOfBirth: Boolean patientBirthDate: String }',
      [],
    ],
  ])('reports an order %s', (_how, sdl, expected) => {
    const found = unmarkedCoordinates(sdl).filter((at) => /^(?:\w*Field|Order)\./.test(at));
    expect(found).toEqual(expected);
  });

  it('says by which meaning a value orders', () => {
    const value = unmarkedPhi(
      'type Query { ps(orderBy: Order): [Patient] } enum Order { NAME_ASC } type Patient { id: ID firstName: String }',
    ).find(({ coordinate }) => coordinate === 'Order.NAME_ASC');
    expect(value?.evidence).toEqual({
      confidence: 'medium',
      signs: ['it orders by "name", the meaning of Patient.firstName'],
    });
    expect(value?.suggestion?.categories).toEqual(['NAME']);
  });
});
