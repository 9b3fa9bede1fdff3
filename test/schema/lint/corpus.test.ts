import { existsSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { packageFile } from '../../../schema/package-file.ts';
import {
  corpusSchemas,
  digestOf,
  PARTS,
  isPhi,
  labelPlaces,
  readLabels,
  type CorpusSchema,
  type Label,
} from '../../bench/lint/corpus.ts';
import { measureSchema } from '../../bench/lint/measure-schema.ts';
import { renamePatients } from '../../bench/lint/rename-patients.ts';
import { thinSchema } from '../../bench/lint/thin-schema.ts';
import { bareSdl, placesOf, readTypes, rootsOf } from '../../bench/lint/read-sources.ts';

const schemas = corpusSchemas();

describe('the corpus of labeled schemas', () => {
  it('has one file of labels for each schema', () => {
    // A part without schemas has no folder.
    const folders = PARTS.filter((part) =>
      existsSync(packageFile(`test/schema/lint/corpus/${part}`)),
    );
    const files = folders.flatMap((part) =>
      readdirSync(packageFile(`test/schema/lint/corpus/${part}`)).map((file) => `${part}/${file}`),
    );
    expect(files.toSorted()).toEqual(
      schemas.map(({ part, name }) => `${part}/${name}.tsv`).toSorted(),
    );
  });

  it('has only known labels, at most one for each place', () => {
    const counts = schemas.map((schema) => ({ schema, labels: readLabels(schema).size }));
    expect(counts.filter(({ schema, labels }) => labels > schema.places)).toEqual([]);
  });

  it('has at least 24 schemas with PHI and 8 without, of both in every part', () => {
    const withPhi = schemas.filter((schema) => [...readLabels(schema).values()].some(isPhi));
    const withoutPhi = schemas.filter((schema) => !withPhi.includes(schema));
    expect(withPhi.length).toBeGreaterThanOrEqual(24);
    expect(withoutPhi.length).toBeGreaterThanOrEqual(8);
    for (const part of PARTS.filter((each) => schemas.some((schema) => schema.part === each))) {
      expect(withPhi.map((schema) => schema.part)).toContain(part);
      expect(withoutPhi.map((schema) => schema.part)).toContain(part);
    }
  });

  it('has each repository owner once, so that the parts share no author', () => {
    const owners = schemas.map(({ repository }) => repository.split('/')[0]);
    expect(new Set(owners).size).toBe(owners.length);
  });

  it('assigns the parts of a set in turn, in the order of the hashes of the repository names', () => {
    for (const name of new Set(schemas.map(groupOf))) {
      const group = schemas.filter((schema) => groupOf(schema) === name);
      const ordered = group.toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1));
      // Later sets were measured as a whole: rules were tuned with set 5, and then set 6 was measured.
      const whole = WHOLE.get(ordered[0]?.set ?? 0);
      expect(ordered.map(({ part }) => part)).toEqual(
        ordered.map((_, index) => whole ?? (index % 2 === 0 ? 'tune' : 'seen')),
      );
    }
  });
});

const SDL = `
  type Query { patient(mrn: String): Patient }
  type Patient { birthDate: String shoe: Boolean ssn(format: Format): String }
  enum Format { LONG }
`;

describe('the places of a schema', () => {
  it.each<[string, string, string]>([
    ['SDL', 'a.graphql', `"Text" ${SDL} extend type Patient { note: Json @mark }`],
    ['template strings', 'a.ts', `gql\`${SDL}\`; x(\`extend type Patient { note: Json }\`)`],
    ['Python strings', 'a.py', `gql('''${SDL} extend type Patient { note: Json }''')`],
  ])('are read from %s, without the text of the author', (_form, path, text) => {
    const types = readTypes([{ path, text }]);
    expect(placesOf(types).map(({ coordinate, type }) => `${coordinate} ${type}`)).toEqual([
      'Patient.birthDate String',
      'Patient.note Json',
      'Patient.shoe Boolean',
      'Patient.ssn String',
      'Patient.ssn(format:) Format',
      'Query.patient Patient',
      'Query.patient(mrn:) String',
    ]);
    expect(bareSdl(types)).toContain('scalar Json');
    expect(bareSdl(types)).not.toContain('Text');
    expect(() => buildSchema(bareSdl(types))).not.toThrow();
  });

  it('are read from the result of an introspection', () => {
    const text = JSON.stringify({ data: introspectionFromSchema(buildSchema(SDL)) });
    const fromJson = placesOf(readTypes([{ path: 'schema.json', text }]));
    expect(fromJson).toEqual(placesOf(readTypes([{ path: 'a.graphql', text: SDL }])));
  });

  it('are at most as many as the limit: whole root fields with all that they reach', () => {
    const text = `${SDL} extend type Query { a: Int b: Other } type Other { c: Int d: Patient }`;
    const types = readTypes([{ path: 'a.graphql', text }], 4);
    expect(placesOf(types).length).toBeLessThanOrEqual(4);
    expect([...types.keys()]).not.toContain('Patient');
    expect(placesOf(types).map(({ coordinate }) => coordinate)).toContain('Query.a');
  });

  it('include root types that the schema definition names', () => {
    const text =
      'schema { query: RootQuery mutation: Changes } type RootQuery { a: Int } type Changes { b: Int }';
    const types = readTypes([{ path: 'a.graphql', text }]);
    expect([...rootsOf(types)]).toEqual([
      ['RootQuery', 'Query'],
      ['Changes', 'Mutation'],
    ]);
    expect(buildSchema(bareSdl(types)).getMutationType()?.name).toBe('Changes');
  });

  it('can be renamed together with the word for patients', () => {
    const places = labelPlaces(
      { name: 'small' },
      placesOf(readTypes([{ path: 'a.graphql', text: SDL }])),
      new Map(),
    );
    const renamed = renamePatients({ sdl: 'type Patient { pacienteId: ID }', places }, 'Client');
    expect(renamed.sdl).toBe('type Client { clientId: ID }');
    expect(renamed.places.map(({ coordinate }) => coordinate)).toContain('Query.client(mrn:)');
  });

  it('are thinned with the schema: the same fields each time, the first of each type never, arguments with their field', () => {
    const places = labelPlaces(
      { name: 'small' },
      placesOf(readTypes([{ path: 'a.graphql', text: SDL }])),
      new Map(),
    );
    const sdl = bareSdl(readTypes([{ path: 'a.graphql', text: SDL }]));
    const left = thinSchema({ sdl, places }, 0.99);
    expect(left.places.map(({ coordinate }) => coordinate)).toEqual([
      'Patient.birthDate',
      'Query.patient',
      'Query.patient(mrn:)',
    ]);
    expect(left.sdl).not.toContain('ssn');
    expect(thinSchema({ sdl, places }, 0).places).toEqual(places);
    expect(thinSchema({ sdl, places }, 0.3)).toEqual(thinSchema({ sdl, places }, 0.3));
  });

  it('refuse a label that belongs to no place', () => {
    const places = placesOf(readTypes([{ path: 'a.graphql', text: SDL }]));
    const labels = new Map<string, Label>([[digestOf('small', 'Patient.name'), 'NAME']]);
    expect(() => labelPlaces({ name: 'small' }, places, labels)).toThrow(
      `small: no place has the digest ${digestOf('small', 'Patient.name')}`,
    );
  });
});

describe('measuring the linter', () => {
  it('counts found and missed PHI and false alarms, but no place whose label is either or object', () => {
    const labels = new Map<string, Label>([
      [digestOf('small', 'Patient.birthDate'), 'DATE'],
      [digestOf('small', 'Patient.shoe'), 'CLINICAL'],
      [digestOf('small', 'Query.patient(mrn:)'), 'either'],
    ]);
    const types = readTypes([{ path: 'a.graphql', text: SDL }]);
    const places = labelPlaces({ name: 'small' }, placesOf(types), labels);
    const measured = measureSchema(bareSdl(types), places);
    const named = (part: 'counted' | 'found' | 'missed' | 'falseAlarms') =>
      measured[part].map(({ coordinate }) => coordinate);
    expect(named('found')).toEqual(['Patient.birthDate']);
    expect(named('missed')).toEqual(['Patient.shoe']);
    expect(named('falseAlarms')).toEqual(['Patient.ssn']);
    expect(named('counted')).not.toContain('Query.patient');
    expect(named('counted')).not.toContain('Query.patient(mrn:)');
  });
});

/** The part of a set that was not divided. */
const WHOLE: ReadonlyMap<number, string> = new Map([
  [4, 'seen'],
  [5, 'tune'],
  [6, 'seen'],
  [7, 'seen'],
  [8, 'tune'],
  [9, 'tune'],
  [10, 'tune'],
  [11, 'tune'],
  [12, 'seen'],
  [13, 'tune'],
  [14, 'tune'],
  [15, 'tune'],
  [16, 'tune'],
  [17, 'tune'],
  [18, 'tune'],
  [19, 'tune'],
  [20, 'held-back'],
  [21, 'tune'],
  [22, 'held-back'],
]);

/** The schemas within which the parts are balanced. */
function groupOf({ set, domain, language }: CorpusSchema): string {
  return `${set} ${domain === 'other' ? domain : language}`;
}

function hash({ repository }: CorpusSchema): string {
  return createHash('sha256').update(repository).digest('hex');
}
