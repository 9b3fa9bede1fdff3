import { describe, expect, it } from '@jest/globals';
import { markOfElement, markOfType } from '../../../schema/us-core/generate/mark-elements.ts';
import type { OutlineElement } from '../../../schema/us-core/generate/outline.ts';
import { markDirectives } from '../../../schema/us-core/generate/sdl.ts';

function element(path: string, type: string): OutlineElement {
  return { path, type, isList: false, obligation: null, short: '' };
}

const CLINICAL = '@role(anyOf: ["clinician", "patient", "researcher"])';
const IDENTIFYING = '@role(anyOf: ["clinician", "patient"], deidentified: ["researcher"])';
const IDENTITY =
  '@role(anyOf: ["billing", "clinician", "patient", "privacy_officer"], deidentified: ["researcher"])';
/** Of an object: it is denied to researchers, since only a value can be de-identified. */
const KNOWN = '@role(anyOf: ["billing", "clinician", "patient", "privacy_officer"])';
const BILLED = '@role(anyOf: ["billing", "clinician", "patient"])';
const CARE = '@role(anyOf: ["clinician", "patient"])';

describe('the mark of an element', () => {
  it.each<[path: string, type: string, directives: string | null]>([
    [
      'Observation.effectiveDateTime',
      'dateTime',
      `@phi(category: DATE, deidentify: YEAR) ${IDENTIFYING}`,
    ],
    ['Observation.issued', 'instant', `@phi(category: DATE, deidentify: YEAR) ${IDENTIFYING}`],
    ['Patient.birthDate', 'date', `@phi(category: DATE, deidentify: YEAR) ${IDENTITY}`],
    ['Observation.valueString', 'string', `@phi ${IDENTIFYING}`],
    ['Observation.valueTime', 'time', `@phi ${IDENTIFYING}`],
    ['Observation.valueQuantity', 'Quantity', null],
    ['Condition.onsetAge', 'Age', `@phi ${BILLED}`],
    ['Condition.onsetRange', 'AgeRange', `@phi ${BILLED}`],
    ['Observation.valueRange', 'Range', null],
    ['Observation.status', 'code', null],
    ['Observation.subject', 'Reference(Patient)', null],
    ['Observation.performer', 'Reference(Organization|Patient)', `@phi ${CARE}`],
    ['MedicationRequest.medicationReference', 'Reference(Medication)', null],
    ['CareTeam.period', 'Period', null],
    ['DocumentReference.date', 'instant', `@phi(category: DATE) ${CARE}`],
    ['DocumentReference.description', 'string', null],
    ['Encounter.reasonCode', 'CodeableConcept', `@phi ${CLINICAL}`],
    ['Device.serialNumber', 'string', `@phi(category: DEVICE) ${IDENTIFYING}`],
    ['Device.udiCarrier', 'BackboneElement', null],
    ['Patient.identifier', 'Identifier', `@phi(category: RECORD_NUMBER) ${KNOWN}`],
    ['Patient.genderIdentity', 'CodeableConcept', `@phi(category: SEXUAL_HEALTH) ${CARE}`],
    ['Address.postalCode', 'string', `@phi(category: GEOGRAPHY, deidentify: ZIP3) ${IDENTITY}`],
    ['Address.city', 'string', `@phi(category: GEOGRAPHY) ${IDENTITY}`],
    ['Address.state', 'string', null],
    ['CodeableConcept.text', 'string', `@phi ${IDENTITY}`],
    ['Coding.code', 'code', null],
    ['Period.start', 'dateTime', `@phi(category: DATE, deidentify: YEAR) ${IDENTITY}`],
    ['Organization.address', 'Address', null],
    ['Practitioner.birthDate', 'date', null],
  ])('of %s, of the type %s, is %s', (path, type, directives) => {
    const mark = markOfElement(element(path, type));
    expect(mark && markDirectives(mark).join(' ')).toBe(directives);
  });

  it.each<[path: string, directives: string | null]>([
    ['Observation', `@phi ${CLINICAL}`],
    ['Observation.component', `@phi ${CLINICAL}`],
    ['Device.udiCarrier', `@phi(category: DEVICE) ${CARE}`],
    ['Coverage.class', '@phi(category: HEALTH_PLAN) @role(anyOf: ["billing", "patient"])'],
    ['QuestionnaireResponse.item.answer', `@phi ${CARE}`],
    ['SubstanceUseRecord', `@phi(category: SUBSTANCE_USE) ${CARE}`],
    ['HumanName', `@phi(category: NAME) ${KNOWN}`],
    [
      'ContactPoint',
      `@phi(category: PHONE) @phi(category: FAX) @phi(category: EMAIL) @phi(category: URL) ${KNOWN}`,
    ],
    ['Practitioner', null],
    ['Location.position', null],
  ])('of the whole type %s is %s', (path, directives) => {
    const mark = markOfType(path);
    expect(mark && markDirectives(mark).join(' ')).toBe(directives);
  });

  it('is refused for a resource that no entry decides about', () => {
    expect(() => markOfElement(element('ImagingStudy.series', 'BackboneElement'))).toThrow(
      'ImagingStudy is new: decide who sees it',
    );
  });
});
