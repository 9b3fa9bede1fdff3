import { z } from 'zod';
import { CATEGORIES } from '../../directives/spec.ts';
import { editDistance } from '../../schema/edit-distance.ts';
import { purposeOfUse } from '../access/purpose/purpose-config.ts';
import { flag, mapOf, oneOf, pathIn, text, type Settings } from '../platform/setting-types.ts';
import { parseView, VIEW_FORMS } from './expected-view.ts';

export type TestFile = Settings<typeof testFileSchema>;
export type TestCase = TestFile['cases'][number];
export type TestCaller = Settings<typeof callerSchema>;
/** The facts about a request that no token has: those of a caller, and those of a case in their place. */
export type TestFacts = Settings<typeof factsSchema>;
/** What a test expects of one caller. */
export type Expectation = Settings<typeof expectationSchema>;

/** The key in `expect` for every caller that it does not name. */
export const OTHERS = 'others';

/** What is wrong with a caller in `expect` that the file does not have. */
export function unknownCallerText(written: string, callers: readonly string[]): string {
  const near = callers.find((known) => editDistance(known, written) <= MAX_EDITS);
  if (near !== undefined) return `is not a caller of this file. Did you mean ${near}?`;
  const known = callers.length === 0 ? 'none: add callers' : callers.join(', ');
  return `is not a caller of this file. There are ${known}`;
}

/** Edits within which a name is suggested. */
const MAX_EDITS = 2;

/** A file of policy tests. Relative paths in it start at `folder`. */
export function testFileSchema(folder: string) {
  return z.strictObject(
    {
      name: text('a name').nullable().default(null),
      config: pathIn(folder, "the gateway's configuration").nullable().default(null),
      // YAML reads an id without quotation marks as a number.
      patient: z.preprocess(
        (value) => (typeof value === 'number' ? String(value) : value),
        text('the id of a patient').default('patient-1'),
      ),
      callers: mapOf(callerSchema(), 'a mapping of names to callers').refine(
        (callers) => !callers.has(OTHERS),
        { error: `must not name a caller ${OTHERS}: in expect, that is every other caller` },
      ),
      values: values(),
      cases: z
        .array(caseSchema(), { error: 'must be a list of cases' })
        .min(1, { error: 'must have at least one case' }),
    },
    { error: 'must be a mapping with callers and cases' },
  );
}

function callerSchema() {
  return z.strictObject({
    roles: listOf(text('a role')).default([]),
    scopes: listOf(text('a scope')).default([]),
    claims: mapOf(z.unknown(), 'a mapping of claims to values').prefault({}),
    subject: text('a subject').nullable().default(null),
    issuer: text("an issuer's exact iss").nullable().default(null),
    ...facts(),
  });
}

function caseSchema() {
  return z
    .strictObject({
      name: text('a name'),
      skip: text('the reason why it is skipped').nullable().default(null),
      field: listOf(text('a coordinate, such as Patient.ssn')).nullable().default(null),
      category: listOf(oneOf(CATEGORIES)).nullable().default(null),
      query: z.string({ error: 'must be a GraphQL operation' }).nullable().default(null),
      variables: mapOf(z.unknown(), 'a mapping of variables to values').prefault({}),
      values: values(),
      with: factsSchema().prefault({}),
      expect: mapOf(expectationSchema(), 'a mapping of callers to what they see').refine(
        (expected) => expected.size > 0,
        { error: 'must name at least one caller' },
      ),
    })
    .superRefine(({ field, category, query, variables, expect }, context) => {
      const refuse = (message: string, path: string[] = []) =>
        context.addIssue({ code: 'custom', message, path });
      const given = [field, category, query].filter((each) => each !== null);
      if (given.length !== 1) refuse('must have one of field, category and query');
      if (query !== null) return;
      if (variables.size > 0) refuse('are for a query. Remove them', ['variables']);
      for (const [caller, { kind }] of expect)
        if (kind === 'operation')
          refuse(`is for a query. Write one of: ${VIEW_FORMS}`, ['expect', caller]);
    });
}

function factsSchema() {
  return z.strictObject(facts());
}

function facts() {
  return {
    relation: oneOf(['none', 'self', 'listed', 'care-team']).optional(),
    purpose: purposeOfUse().optional(),
    consent: consent().optional(),
    breakGlass: flag().optional(),
    policies: listOf(text('a policy')).optional(),
  };
}

/** What the patient permits: `given` is a listed patient without any denial. */
function consent() {
  const words = ['given', 'unknown', 'denied'] as const;
  const form = `must be ${words.join(', ')}, or { denies: [CATEGORY], permits: [CATEGORY] }`;
  return z.union(
    [
      z.enum(words).transform((kind) => ({ kind, denies: NONE, permits: NONE })),
      z
        .strictObject({
          denies: listOf(oneOf(CATEGORIES)).default([]),
          permits: listOf(oneOf(CATEGORIES)).default([]),
        })
        .transform((each) => ({ kind: 'given' as const, ...each })),
    ],
    { error: form },
  );
}

const NONE: (typeof CATEGORIES)[number][] = [];

/** Coordinate of a field → the value that subgraphs return. */
function values() {
  return mapOf(z.unknown(), 'a mapping of fields, such as Patient.ssn, to values').prefault({});
}

function expectationSchema() {
  return z.unknown().transform((value, context) => {
    if (typeof value !== 'string') {
      const parsed = operationSchema().safeParse(value);
      if (parsed.success) return { kind: 'operation' as const, ...parsed.data };
      for (const issue of parsed.error.issues) context.addIssue({ ...issue });
      return z.NEVER;
    }
    const parsed = viewSchema().safeParse(value);
    if (parsed.success) return { kind: 'view' as const, view: parsed.data };
    for (const issue of parsed.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  });
}

/** What one caller sees of an operation, and what is recorded. Parts that are left out are not compared. */
function operationSchema() {
  return z.strictObject(
    {
      views: mapOf(viewSchema(), 'a mapping of fields to what is seen of them').prefault({}),
      data: z.unknown().optional(),
      record: z
        .array(recordedSchema(), { error: 'must be a list of fields, such as Patient.ssn LAST4' })
        .optional(),
      outcome: oneOf(['permit', 'partial', 'deny']).optional(),
    },
    { error: `must be one of ${VIEW_FORMS}, or a mapping with views, data, record and outcome` },
  );
}

function viewSchema() {
  return z.string({ error: `must be one of ${VIEW_FORMS}` }).transform((written, context) => {
    const view = parseView(written);
    if (view !== null) return view;
    context.addIssue(`must be one of ${VIEW_FORMS}`);
    return z.NEVER;
  });
}

/** A field on the record: its coordinate, and its view unless that is full. */
function recordedSchema() {
  return z.string({ error: 'must be a field, such as Patient.ssn LAST4' }).transform((written) => {
    const [field = '', view = 'full'] = written.trim().split(/\s+/);
    return `${field} ${view}`;
  });
}

/** A list without duplicates; a single item may stand without the brackets. */
function listOf<Item>(item: z.ZodType<Item>) {
  return z.preprocess(
    (value) => (Array.isArray(value) || value === undefined || value === null ? value : [value]),
    z
      .array(item)
      .min(1, { error: 'must name at least one' })
      .transform((list) => [...new Set(list)]),
  );
}
