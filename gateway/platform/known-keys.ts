import { z } from 'zod';
import { editDistance } from '../../schema/edit-distance.ts';

type Schema = z.core.$ZodType;

/** What is wrong with a key that a section of a schema does not have, and the key that it probably means. */
export function unknownKeyText(
  schema: Schema,
  section: readonly PropertyKey[],
  written: string,
): string {
  const meant = nearestKey(schema, section, written);
  return meant === null
    ? 'is not known. Remove it or fix its spelling'
    : `is not known. Did you mean \`${meant}\`?`;
}

/**
 * Finds the key that a misspelled one probably means: the nearest in the same section, or the only key of this name in other
 * sections, with its whole path. Null if no key is near.
 */
function nearestKey(
  schema: Schema,
  section: readonly PropertyKey[],
  written: string,
): string | null {
  const here = [...keysAt(schema, section)];
  const [nearest] = here
    .map((key) => ({ key, distance: distance(key, written) }))
    .filter(({ key, distance: far }) => far <= Math.max(1, Math.floor(key.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  if (nearest !== undefined) return nearest.key;
  const elsewhere = [...new Set(pathsOf(schema))].filter(
    (path) => lettersOf(path.split('.').at(-1) ?? '') === lettersOf(written),
  );
  return elsewhere.length === 1 ? (elsewhere[0] ?? null) : null;
}

/** Edit distance without case and separators. A prefix of four letters or more is near: `timeout` for `timeoutMs`. */
function distance(known: string, written: string): number {
  const [one, other] = [lettersOf(known), lettersOf(written)];
  if (other.length >= 4 && one.startsWith(other)) return 0.5;
  return editDistance(one, other);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

function* keysAt(schema: Schema, path: readonly PropertyKey[]): Generator<string> {
  const [step, ...rest] = path;
  for (const part of partsOf(schema)) {
    if (part instanceof z.ZodArray) yield* keysAt(part.element, rest);
    else if (step === undefined) yield* Object.keys(part.shape);
    else {
      const inner = new Map<string, Schema>(Object.entries(part.shape)).get(String(step));
      if (inner !== undefined) yield* keysAt(inner, rest);
    }
  }
}

/** The path of every key of a schema, without the indexes of lists. */
function* pathsOf(schema: Schema): Generator<string> {
  for (const part of partsOf(schema)) {
    if (part instanceof z.ZodArray) {
      yield* pathsOf(part.element);
      continue;
    }
    for (const [key, inner] of Object.entries(part.shape)) {
      yield key;
      for (const path of pathsOf(inner)) yield `${key}.${path}`;
    }
  }
}

/** The sections and lists inside a schema's defaults, transformations and alternatives. */
function* partsOf(schema: Schema): Generator<z.ZodObject | z.ZodArray> {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodArray) yield schema;
  else if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    yield* partsOf(schema.unwrap());
  } else if (schema instanceof z.ZodPipe) {
    yield* partsOf(schema.in);
    yield* partsOf(schema.out);
  } else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) yield* partsOf(option);
  }
}
