import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import { printTable } from '../print-table.ts';
import {
  corpusSchemas,
  PARTS,
  isPhi,
  readSchema,
  sourceProblem,
  type CorpusSchema,
} from './corpus.ts';
import { thinSchema } from './thin-schema.ts';
import { timeLarge } from './time-large.ts';
import { measureSchema, type Measured } from './measure-schema.ts';
import { namesPatients, renamePatients } from './rename-patients.ts';
import { CAUSES, createCauseFinder, type Cause } from './miss-causes.ts';

/*
 * `npm run bench:lint -- --sources FOLDER [options]`: precision and recall of the warnings of `phi-gateway check` about
 * unmarked PHI, on labeled schemas of other projects. `test/schema/lint/corpus/README.md` explains the corpus and how to
 * get its sources.
 *
 *   --sources FOLDER     clones of the repositories: FOLDER/OWNER/NAME. What is missing there is named and left out; the exit
 *                        code is 1 if all is
 *   --part PART          measures this part only; can be repeated
 *   --declare            declares the types of patients that were named for a schema (`patientTypes`); leaves the others out
 *   --rename WORD        measures schemas with a word for patients, and with WORD for it: how much hangs on the word
 *   --thin SHARE         leaves out this share of each schema's fields, such as 0.3: how much hangs on single signs
 *   --misses             lists missed PHI with its cause and false alarms, never of `held-back`
 *   --json FILE          writes the counts
 *   --compare FILE       prints the change against a file that --json wrote before
 *   --large LINES        instead measures the time of `check` on a generated schema of so many lines
 */

/** Counts of one schema or of several. */
interface Counts {
  readonly name: string;
  readonly schemas: number;
  /** Without `either` and `object`. */
  readonly places: number;
  readonly phi: number;
  readonly found: number;
  readonly falseAlarms: number;
  readonly ms: number;
}

interface Row extends Measured {
  readonly schema: CorpusSchema;
  readonly sdl: string;
  readonly declared: readonly string[];
}

function main(): void {
  const { values: options } = parseArgs({
    options: {
      sources: { type: 'string' },
      part: { type: 'string', multiple: true, default: [...PARTS] },
      declare: { type: 'boolean', default: false },
      rename: { type: 'string' },
      thin: { type: 'string', default: '0' },
      misses: { type: 'boolean', default: false },
      json: { type: 'string' },
      compare: { type: 'string' },
      large: { type: 'string' },
    },
  });
  if (options.large !== undefined) {
    process.stdout.write(timeLarge(Number(options.large)));
    return;
  }
  if (options.sources === undefined) {
    process.stderr.write(
      'Name the folder with the clones: npm run bench:lint -- --sources FOLDER\n',
    );
    process.exit(2);
  }
  const { sources } = options;
  const thin = Number(options.thin);
  if (!(thin >= 0 && thin < 1)) throw new Error('--thin: must be a share from 0 to below 1.');
  const parts = PARTS.filter((part) => options.part.includes(part));
  const wanted = corpusSchemas().filter(
    ({ part, patientTypes }) => parts.includes(part) && !(options.declare && patientTypes === null),
  );
  const unavailable = new Map(
    wanted.flatMap((schema) => {
      const problem = sourceProblem(schema, sources);
      return problem === null ? [] : [[schema, problem] as const];
    }),
  );
  for (const problem of unavailable.values()) process.stderr.write(`Not measured: ${problem}\n`);
  if (unavailable.size === wanted.length) process.exit(1);
  const measured = wanted.filter((schema) => !unavailable.has(schema));
  const rows = measured.flatMap((schema): readonly Row[] => {
    const read = readSchema(schema, sources);
    if (options.rename !== undefined && !namesPatients(read.sdl)) return [];
    const renamed = options.rename === undefined ? read : renamePatients(read, options.rename);
    const { sdl, places } = thin === 0 ? renamed : thinSchema(renamed, thin);
    const declared = options.declare ? (schema.patientTypes ?? []) : [];
    return [{ schema, sdl, declared, ...measureSchema(sdl, places, declared) }];
  });
  const groups = groupsOf(rows);
  const before =
    options.compare === undefined
      ? null
      : (JSON.parse(readFileSync(options.compare, 'utf8')) as readonly Counts[]);
  for (const part of parts) {
    process.stdout.write(`\n## ${part}\n\n`);
    printCounts(
      rows
        .filter(({ schema }) => schema.part === part)
        .map((row) => countsOf(row.schema.name, [row])),
      before,
    );
  }
  process.stdout.write('\n## Summary\n\n');
  printCounts(groups, before);
  if (unavailable.size > 0) {
    const names = [...unavailable.keys()].map(({ name }) => name).join(', ');
    process.stdout.write(`\nNot measured, without sources: ${unavailable.size} (${names})\n`);
  }
  process.stdout.write('\n');
  printCategories(rows);
  if (options.misses) printMisses(rows.filter(({ schema }) => schema.part !== 'held-back'));
  const all = [...groups, ...rows.map((row) => countsOf(row.schema.name, [row]))];
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(all, null, 1));
}

/** Parts, languages and schemas without PHI. */
function groupsOf(rows: readonly Row[]): readonly Counts[] {
  return PARTS.flatMap((part) => {
    const own = rows.filter(({ schema }) => schema.part === part);
    const withPhi = own.filter(hasPhi);
    const languages = [...new Set(withPhi.map(({ schema }) => schema.language))].toSorted();
    return [
      countsOf(`${part}: all`, own),
      countsOf(`${part}: with PHI`, withPhi),
      ...languages.map((language) =>
        countsOf(
          `${part}: with PHI, ${language}`,
          withPhi.filter(({ schema }) => schema.language === language),
        ),
      ),
      countsOf(
        `${part}: without PHI`,
        own.filter((row) => !hasPhi(row)),
      ),
    ];
  });
}

function hasPhi({ counted }: Measured): boolean {
  return counted.some(({ label }) => isPhi(label));
}

function countsOf(name: string, rows: readonly Row[]): Counts {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    name,
    schemas: rows.length,
    places: sum(({ counted }) => counted.length),
    phi: sum(({ found, missed }) => found.length + missed.length),
    found: sum(({ found }) => found.length),
    falseAlarms: sum(({ falseAlarms }) => falseAlarms.length),
    ms: Math.round(sum(({ ms }) => ms)),
  };
}

function printCounts(all: readonly Counts[], before: readonly Counts[] | null): void {
  const head = ['', 'places', 'PHI', 'found', 'false alarms', 'recall', 'precision'];
  printTable(
    [
      ...head,
      'false alarms per 200 places',
      'ms',
      ...(before ? ['found before, false alarms'] : []),
    ],
    all.map((one) => {
      const earlier = before?.find(({ name }) => name === one.name);
      return [
        one.name,
        String(one.places),
        String(one.phi),
        String(one.found),
        String(one.falseAlarms),
        percent(one.found, one.phi),
        percent(one.found, one.found + one.falseAlarms),
        one.places === 0 ? '–' : ((one.falseAlarms / one.places) * 200).toFixed(1),
        String(one.ms),
        ...(before ? [earlier ? `${earlier.found}, ${earlier.falseAlarms}` : '–'] : []),
      ];
    }),
  );
}

function printCategories(rows: readonly Row[]): void {
  const count = (category: Category, part: string) => {
    const own = rows.filter(({ schema }) => schema.part === part);
    const of = (places: Row['found']) => places.filter(({ label }) => label === category).length;
    const found = own.reduce((total, row) => total + of(row.found), 0);
    const all = own.reduce((total, row) => total + of(row.found) + of(row.missed), 0);
    return all === 0 ? '–' : `${found} of ${all}`;
  };
  printTable(
    ['found', ...PARTS],
    CATEGORIES.map((category) => [category, ...PARTS.map((part) => count(category, part))]),
  );
}

function printMisses(rows: readonly Row[]): void {
  const counts = new Map<Cause, number>();
  for (const { schema, sdl, declared, missed, falseAlarms } of rows) {
    const causeOf = missed.length > 0 ? createCauseFinder(sdl, declared) : null;
    for (const { coordinate, type, label } of missed) {
      const cause = causeOf?.(coordinate) ?? 'type';
      counts.set(cause, (counts.get(cause) ?? 0) + 1);
      process.stdout.write(
        `${schema.name}: missed ${coordinate}: ${type} (${label}), by its ${cause}\n`,
      );
    }
    for (const { coordinate, type, label } of falseAlarms)
      process.stdout.write(`${schema.name}: false alarm ${coordinate}: ${type} (${label})\n`);
  }
  printTable(
    ['missed by', 'places'],
    CAUSES.map((cause) => [cause, String(counts.get(cause) ?? 0)]),
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
