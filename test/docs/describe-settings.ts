import { z } from 'zod';

/** One key of the configuration, as its schema describes it. */
export interface Setting {
  /** From its section on, such as `tls.cert` or `issuers[].roles.claim`. */
  readonly path: string;
  /** What the value must be, in the words of the error message. */
  readonly value: string;
  /** As YAML. */
  readonly standard: string;
  readonly description: string;
}

/** A top-level key of the configuration, with the keys in it. */
export interface Section extends Setting {
  readonly settings: readonly Setting[];
}

/** Describes every key of a configuration's schema. */
export function describeSections(schema: z.ZodObject): readonly Section[] {
  return Object.entries(schema.shape).map(([name, section]) => ({
    ...describe(name, section),
    settings: keysOf(section).flatMap(([key, inner]) => [...describeAll(key, inner)]),
  }));
}

function* describeAll(path: string, schema: z.core.$ZodType): Generator<Setting> {
  yield describe(path, schema);
  const list = unwrap(schema);
  const inner = list instanceof z.ZodArray ? list.element : schema;
  const below = list instanceof z.ZodArray ? `${path}[]` : path;
  for (const [key, each] of keysOf(inner, list instanceof z.ZodArray))
    yield* describeAll(`${below}.${key}`, each);
}

function describe(path: string, schema: z.core.$ZodType): Setting {
  return {
    path,
    value: valueOf(schema),
    standard: standardOf(schema),
    description: descriptionOf(schema) ?? '',
  };
}

/** No configuration holds a bigint, so the message says what the value must be. */
function valueOf(schema: z.core.$ZodType): string {
  if (unwrap(schema) instanceof z.ZodObject) return 'section';
  const message = z.safeParse(schema, 0n).error?.issues[0]?.message ?? '';
  return /^must be (?:one of )?(.*)$/.exec(message)?.[1] ?? 'see the meaning';
}

function standardOf(schema: z.core.$ZodType): string {
  for (let inner: z.core.$ZodType | null = schema; inner !== null; inner = innerOf(inner)) {
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
      const { defaultValue } = inner.def;
      const isSection = unwrap(inner) instanceof z.ZodObject && defaultValue !== null;
      return isSection ? '' : `\`${JSON.stringify(defaultValue)}\``;
    }
    if (inner instanceof z.ZodOptional) return '';
  }
  return 'required';
}

function descriptionOf(schema: z.core.$ZodType): string | undefined {
  for (let inner: z.core.$ZodType | null = schema; inner !== null; inner = innerOf(inner)) {
    const description = z.globalRegistry.get(inner)?.description;
    if (description !== undefined) return description;
  }
  return undefined;
}

/** The keys of a section; those of all alternatives where a list's items have several forms. */
function keysOf(schema: z.core.$ZodType, isItem = false): readonly [string, z.core.$ZodType][] {
  const section = unwrap(schema);
  if (section instanceof z.ZodObject) return Object.entries(section.shape);
  if (isItem && section instanceof z.ZodUnion)
    return section.options.flatMap((option) => keysOf(option));
  return [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = innerOf(schema);
  return inner === null ? schema : unwrap(inner);
}

/** The schema that a default, an alternative to null or a transformation stands around; null if it is none. */
function innerOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional
  )
    return schema.unwrap();
  if (schema instanceof z.ZodPipe)
    return schema.in instanceof z.ZodTransform ? schema.out : schema.in;
  return null;
}
