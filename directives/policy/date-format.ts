import type { Graph, TypeModel } from '../marks/graph.ts';

/**
 * How the values of a custom scalar write a date, so that YEAR can show their year. A time of day may follow the date.
 *
 * - `iso-8601`: `1984-05-06`, `1984-05-06T07:08:09Z`, `19840506`, `1984-05` and `1984`; RFC 3339 and FHIR are parts of it.
 * - `hl7-v2`: `19840506`, `198405060708`, `198405` and `1984`.
 * - `day-month-year`: `6.5.1984`; `month-day-year`: `5/6/1984`. Other separators are allowed too.
 * - `year`: the year alone, as a number or a text.
 * - `unix-seconds`, `unix-milliseconds`: the time since 1970-01-01 in UTC, as a number or a text of digits.
 */
export const DATE_FORMATS = [
  'iso-8601',
  'hl7-v2',
  'day-month-year',
  'month-day-year',
  'year',
  'unix-seconds',
  'unix-milliseconds',
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** Name of a custom scalar → the format of its dates. */
export type DateScalars = ReadonlyMap<string, DateFormat>;

/** No custom scalar is declared. */
export const NO_DATE_SCALARS: DateScalars = new Map();

/**
 * The formats of a graph's date scalars: those that the operator declares, and ISO 8601 for scalars whose
 * `@specifiedBy` names a known specification of dates in every subgraph that has one. Every other scalar is missing.
 */
export function dateScalarsOf(graph: Graph, declared: DateScalars): DateScalars {
  const specified = [...graph.types.values()].filter(isSpecifiedDate);
  return new Map([
    ...specified.map((type) => [type.name, 'iso-8601'] as const),
    ...[...declared].filter(([name]) => graph.types.get(name)?.kinds.has('scalar')),
  ]);
}

/**
 * Where the specification of a custom scalar with dates of ISO 8601 is published, without the scheme, `www.` and `.html`:
 * scalars.graphql.org, the scalars of IBM and of Hot Chocolate, RFC 3339 and ISO 8601 itself.
 */
const SPECIFICATIONS: ReadonlySet<string> = new Set([
  'scalars.graphql.org/andimarek/date-time',
  'scalars.graphql.org/andimarek/local-date',
  'scalars.graphql.org/chillicream/date-time',
  'scalars.graphql.org/chillicream/local-date',
  'scalars.graphql.org/chillicream/local-date-time',
  'ibm.github.io/graphql-specs/custom-scalars/date',
  'ibm.github.io/graphql-specs/custom-scalars/date-time',
  'graphql-scalars.com/date-time',
  'tools.ietf.org/html/rfc3339',
  'datatracker.ietf.org/doc/html/rfc3339',
  'ietf.org/rfc/rfc3339.txt',
  'rfc-editor.org/rfc/rfc3339',
  'rfc-editor.org/rfc/rfc3339.txt',
  'iso.org/iso-8601-date-and-time-format',
  'iso.org/standard/70907',
  'en.wikipedia.org/wiki/ISO_8601',
]);

function isSpecifiedDate({ kinds, specifications }: TypeModel): boolean {
  if (!kinds.has('scalar') || specifications.size === 0) return false;
  return [...specifications].every((url) => SPECIFICATIONS.has(identityOf(url)));
}

/** `https://www.iso.org/standard/70907.html` → `iso.org/standard/70907`. */
function identityOf(url: string): string {
  return url.replace(/^https?:\/\/(?:www\.)?/, '').replace(/(?:\.html)?(?:\/?#.*|\/)?$/, '');
}
