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
    settings: [...describeKeys('', section)],
  }));
}

/** The keys of a section, without those inside a key that another section has too (`sameAs`). `given`: values that the section around it has for them by default. */
function* describeKeys(
  prefix: string,
  schema: z.core.$ZodType,
  given: ReadonlyMap<string, unknown> = defaultKeys(schema),
): Generator<Setting> {
  for (const [key, inner] of keysOf(schema)) {
    const path = `${prefix}${key}`;
    yield { ...describe(path, inner), ...(given.has(key) && { standard: code(given.get(key)) }) };
    if (z.globalRegistry.get(inner)?.['sameAs'] !== undefined) continue;
    const list = unwrap(inner);
    if (list instanceof z.ZodArray) {
      for (const form of formsOf(list.element)) yield* describeKeys(`${path}[].`, form, new Map());
    } else yield* describeKeys(`${path}.`, inner);
  }
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
  const value = /^must be (?:one of |an? )?(.*)$/.exec(message)?.[1] ?? 'see the meaning';
  return value.replaceAll(/\b\d{4,}\b/g, (digits) => Number(digits).toLocaleString('en-US'));
}

function standardOf(schema: z.core.$ZodType): string {
  const found = defaultOf(schema);
  if (found === 'none') return 'required';
  const isSection = unwrap(schema) instanceof z.ZodObject && found?.value !== null;
  return found === null || isSection ? '' : code(found.value);
}

function defaultKeys(schema: z.core.$ZodType): ReadonlyMap<string, unknown> {
  const found = defaultOf(schema);
  const value = found === null || found === 'none' ? null : found.value;
  return new Map(Object.entries(SECTION.safeParse(value).data ?? {}));
}

const SECTION = z.record(z.string(), z.unknown());

/** The default of a key; null if it may be left out without one, none if it may not. */
function defaultOf(schema: z.core.$ZodType): { readonly value: unknown } | null | 'none' {
  for (let inner: z.core.$ZodType | null = schema; inner !== null; inner = innerOf(inner)) {
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault)
      return { value: inner.def.defaultValue };
    if (inner instanceof z.ZodOptional) return null;
  }
  return 'none';
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

function descriptionOf(schema: z.core.$ZodType): string | undefined {
  for (let inner: z.core.$ZodType | null = schema; inner !== null; inner = innerOf(inner)) {
    const description = z.globalRegistry.get(inner)?.description;
    if (description !== undefined) return description;
  }
  return undefined;
}

function keysOf(schema: z.core.$ZodType): readonly [string, z.core.$ZodType][] {
  const section = unwrap(schema);
  return section instanceof z.ZodObject ? Object.entries(section.shape) : [];
}

/** The forms that an item of a list may have. */
function formsOf(item: z.core.$ZodType): readonly z.core.$ZodType[] {
  const schema = unwrap(item);
  return schema instanceof z.ZodUnion ? schema.options : [schema];
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
