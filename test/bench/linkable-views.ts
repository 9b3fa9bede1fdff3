import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { deidentify } from '../../directives/release/deidentify.ts';
import { SMALL_AREAS } from '../../directives/release/small-areas.ts';
import type { Deidentify } from '../../directives/spec.ts';
import { packageFile } from '../../schema/package-file.ts';
import { printTable } from './print-table.ts';

/*
 * How far the de-identified views of the example's patients can be linked to people of whom the same is known from
 * elsewhere: how many patients are the only one with what a researcher sees of them, and how many share it with at
 * most four others.
 */

interface Patient {
  readonly [column: string]: string;
}

const text = readFileSync(packageFile('schema/health/data/patients.csv'), 'utf8');
const patients = parse<Patient>(text, { columns: true });
const context = {
  year: new Date().getUTCFullYear(),
  smallAreas: SMALL_AREAS.areas,
  pseudonym: () => null,
};
const left = (method: Deidentify, value: string | undefined): string =>
  String(deidentify(method, value, { category: 'OTHER_ID', dateForm: 'any text' }, context));

const year = (one: Patient) => left('AGE_90_PLUS', one['BIRTHDATE']);
const gender = (one: Patient) => one['GENDER'];
const zip = (one: Patient) => left('ZIP3', one['ZIP']);
const others = (one: Patient) => [one['RACE'], one['ETHNICITY'], one['MARITAL']].join(' ');

const rows = [
  ['year of birth', year],
  ['year of birth, gender', year, gender],
  ['year of birth, gender, ZIP3', year, gender, zip],
  ['the same, race, ethnicity, marital status', year, gender, zip, others],
] as const;

printTable(
  [`of ${patients.length} patients by`, 'the only one', 'one of at most five'],
  rows.map(([name, ...parts]) => {
    const views = patients.map((one) => JSON.stringify(parts.map((part) => part(one))));
    const sizes = views.map((view) => views.filter((other) => other === view).length);
    const upTo = (size: number) => String(sizes.filter((each) => each <= size).length);
    return [name, upTo(1), upTo(5)];
  }),
);
