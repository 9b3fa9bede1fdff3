import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import { packageFile } from '../../../schema/package-file.ts';
import { bareSdl, placesOf, readTypes, rootsOf, type Place } from './read-sources.ts';

export const PARTS = ['tune', 'seen', 'held-back'] as const;
export type Part = (typeof PARTS)[number];

/** A category: the value is PHI. The others are explained in `test/schema/lint/corpus/README.md`. */
export type Label = Category | 'either' | 'none' | 'object';

/** A schema of the corpus: where it is and which part it is in. */
export interface CorpusSchema {
  readonly name: string;
  /** Schemas that were labeled together are a set. */
  readonly set: number;
  readonly part: Part;
  readonly language: 'de' | 'en' | 'es' | 'fr' | 'id' | 'ms' | 'nl' | 'pt' | 'vi';
  /** `other`: chosen as an example without patients. */
  readonly domain: 'health' | 'other';
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly commit: string;
  /** The license that the repository states; null if it states none. */
  readonly license: string | null;
  readonly places: number;
  /** See `readTypes`. */
  readonly limit: number | null;
  /**
   * The object types that a reader, in the place of the schema's author, named as those of patients; empty if there is none.
   * Null if none was asked.
   */
  readonly patientTypes: readonly string[] | null;
  /** Of the texts of the files, joined by line feeds. */
  readonly sha256: string;
  readonly files: readonly string[];
}

export interface LabeledPlace extends Place {
  readonly label: Label;
}

/** Every schema of the corpus, sorted by name. */
export function corpusSchemas(): readonly CorpusSchema[] {
  return JSON.parse(readFileSync(corpusFile('schemas.json'), 'utf8')) as CorpusSchema[];
}

/** The labels of a schema by the digests of its coordinates; `none` and plain `object` have no line. */
export function readLabels(schema: CorpusSchema): ReadonlyMap<string, Label> {
  const path = corpusFile(`${schema.part}/${schema.name}.tsv`);
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map((line, index) => {
      const match = /^([0-9a-f]{16})\t(\w+)$/.exec(line);
      const label = LABELS.find((known) => known === match?.[2]);
      if (!match?.[1] || !label)
        throw new Error(`${path}:${index + 1}: write a digest, a tab and a known label`);
      return [match[1], label];
    }),
  );
}

/**
 * The bare SDL of a schema and its labeled places, from clones of the repositories in a folder: `OWNER/NAME/FILE`. The
 * coordinates of root fields are those of findings: `Query.visits` of `schema { query: RootQuery }`.
 * Throws if a file is missing or another version, or a label belongs to no place.
 */
export function readSchema(
  schema: CorpusSchema,
  sources: string,
): { readonly sdl: string; readonly places: readonly LabeledPlace[] } {
  const problem = sourceProblem(schema, sources);
  if (problem !== null) throw new Error(problem);
  const files = filesOf(schema, sources);
  const types = readTypes(files, schema.limit ?? undefined);
  const roots = rootsOf(types);
  const places = labelPlaces(schema, placesOf(types), readLabels(schema)).map((place) => {
    const [owner = '', ...rest] = place.coordinate.split('.');
    return { ...place, coordinate: [roots.get(owner) ?? owner, ...rest].join('.') };
  });
  return { sdl: bareSdl(types), places };
}

/** Why the sources of a schema can't be measured, with what to do; null if they are there. */
export function sourceProblem(schema: CorpusSchema, sources: string): string | null {
  const { repository, commit, files, sha256: expected } = schema;
  const hint = `clone https://github.com/${repository} to ${join(sources, repository)} at ${commit}`;
  const missing = files.find((path) => !existsSync(join(sources, repository, path)));
  if (missing !== undefined) return `${join(sources, repository, missing)} is missing: ${hint}`;
  const text = filesOf(schema, sources)
    .map((file) => file.text)
    .join('\n');
  return sha256(text) === expected ? null : `${repository} is another version: ${hint}`;
}

function filesOf({ repository, files }: CorpusSchema, sources: string) {
  return files.map((path) => ({
    path,
    text: readFileSync(join(sources, repository, path), 'utf8'),
  }));
}

/** Gives each place its label. Throws if a label belongs to no place. */
export function labelPlaces(
  schema: Pick<CorpusSchema, 'name'>,
  places: readonly Place[],
  labels: ReadonlyMap<string, Label>,
): readonly LabeledPlace[] {
  const unused = new Set(labels.keys());
  const labeled = places.map((place): LabeledPlace => {
    const digest = digestOf(schema.name, place.coordinate);
    unused.delete(digest);
    return { ...place, label: labels.get(digest) ?? (place.leadsToObject ? 'object' : 'none') };
  });
  if (unused.size > 0)
    throw new Error(`${schema.name}: no place has the digest ${[...unused].join(', ')}`);
  return labeled;
}

/** The first 16 hexadecimal digits of the SHA-256 of the schema's name, a space and the coordinate. */
export function digestOf(schema: string, coordinate: string): string {
  return sha256(`${schema} ${coordinate}`).slice(0, 16);
}

export function isPhi(label: Label): label is Category {
  return (CATEGORIES as readonly Label[]).includes(label);
}

const LABELS: readonly Label[] = [...CATEGORIES, 'either', 'none', 'object'];

function corpusFile(name: string): string {
  return packageFile(`test/schema/lint/corpus/${name}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
