import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates, unmarkedPhi } from '../../support/unmarked-phi.ts';

describe('the lint of the data types of FHIR', () => {
  it.each<[string, string, string[]]>([
    ['HumanName', 'use: String family: String given: [String]', ['family', 'given']],
    ['ContactPoint', 'system: String value: String use: String rank: Int', ['value']],
    [
      'Address',
      'use: String type: String line: [String] city: String postalCode: String',
      ['city', 'line', 'postalCode'],
    ],
    ['Identifier', 'use: String system: String value: String', ['value']],
    ['Quantity', 'value: Float unit: String system: String code: String', ['value']],
    ['Period', 'start: String end: String', ['end', 'start']],
    ['Narrative', 'status: String div: String', ['div']],
    ['Meta', 'versionId: String lastUpdated: String', []],
  ])('reports the values of %s, not what says how to read them', (name, fields, expected) => {
    const sdl = `type Query { p: Patient } type Patient { x: ${name} } type ${name} { ${fields} }`;
    expect(unmarkedCoordinates(sdl)).toEqual(expected.map((field) => `${name}.${field}`));
  });

  it.each<[string, string, string[]]>([
    ['HumanName', 'use: String text: String family: String', ['family NAME', 'text NAME']],
    ['ContactPoint', 'system: String value: String use: String', ['value PHONE']],
    ['Address', 'text: String line: [String]', ['line GEOGRAPHY', 'text GEOGRAPHY']],
    ['Identifier', 'use: String system: String value: String', ['value OTHER_ID']],
    ['Quantity', 'value: Float code: String', ['value CLINICAL']],
    ['SimpleQuantity', 'value: Float code: String', ['value CLINICAL']],
    ['Period', 'start: String end: String', ['end DATE', 'start DATE']],
    [
      'Attachment',
      'contentType: String language: String size: Int hash: String data: String url: String',
      ['data PHOTO', 'url PHOTO'],
    ],
    ['Annotation', 'text: String time: String', ['text CLINICAL']],
    ['Narrative', 'status: String div: String', ['div CLINICAL']],
    ['SampledData', 'origin: Boolean data: String', ['data CLINICAL']],
    [
      'Coding',
      'system: String version: String code: String display: String userSelected: Boolean',
      ['code CLINICAL', 'display CLINICAL'],
    ],
    ['CodeableConcept', 'coding: [Boolean] text: String', ['text CLINICAL']],
    ['Meta', 'versionId: String source: String profile: String', []],
    ['FhirIdentifier', 'system: String value: String', ['value OTHER_ID']],
  ])('is sure of the values of %s, since FHIR defines them', (name, fields, expected) => {
    const sdl = `type Query { p: Patient } type Patient { x: ${name} } type ${name} { ${fields} }`;
    const found = unmarkedPhi(sdl).flatMap(({ coordinate, suggestion, evidence }) => {
      const field = coordinate?.split('.')[1];
      if (!evidence?.signs.includes(`FHIR defines it as "${field}"`)) return [];
      expect(evidence.signs).toContain(`${name} is reached from Patient.x`);
      expect(evidence.confidence).toBe('high');
      return [`${field} ${suggestion?.categories.join()}`];
    });
    expect(found).toEqual(expected);
  });

  it('reports the concept that a resource names, as the code of a condition', () => {
    const sdl =
      'type Query { c: Condition } type Condition { subject: Patient code: CodeableConcept } type Patient { a: Boolean } type CodeableConcept { coding: [Coding] text: String } type Coding { system: String code: String display: String }';
    expect(unmarkedCoordinates(sdl)).toEqual([
      'CodeableConcept.text',
      'Coding.code',
      'Coding.display',
    ]);
  });

  it('does not report the ids of parts of a resource', () => {
    const sdl =
      'type Query { p: Patient } type Patient { id: ID name: HumanName contact: PatientContact } type HumanName { id: String family: String } type PatientContact { id: String extension: [String] modifierExtension: [String] gender: String }';
    expect(unmarkedCoordinates(sdl)).toEqual([
      'HumanName.family',
      'Patient.id',
      'PatientContact.gender',
    ]);
  });

  it('reports search parameters of FHIR by their types', () => {
    const sdl =
      'type Query { encounter(reason_code: SearchToken, date: SearchDate, _count: Int): [Encounter] plain(reason_code: String): [Encounter] } scalar SearchToken scalar SearchDate type Encounter { subject: Patient } type Patient { a: Boolean }';
    expect(unmarkedCoordinates(sdl)).toEqual([
      'Query.encounter(date:)',
      'Query.encounter(reason_code:)',
    ]);
  });

  it('judges a type with the name of a data type of FHIR and other fields by its words', () => {
    const sdl =
      'type Query { p: Patient } type Patient { x: Identifier } type Identifier { issuer: String value: String }';
    expect(unmarkedCoordinates(sdl)).toContain('Identifier.value');
    expect(unmarkedCoordinates(sdl)).toContain('Identifier.issuer');
  });
});
