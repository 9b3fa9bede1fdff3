import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { DateFormat } from '../../../directives/policy/date-format.ts';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';

const LOCAL_DATE = 'https://scalars.graphql.org/andimarek/local-date.html';

function dateScalars(
  sdls: readonly string[],
  declared: Readonly<Record<string, DateFormat>> = {},
): Readonly<Record<string, DateFormat>> {
  const subgraphs = sdls.map((sdl, index) => ({ name: `s${index}`, document: parse(sdl) }));
  return Object.fromEntries(
    compileSubgraphs(subgraphs, new Map(Object.entries(declared))).dateScalars,
  );
}

describe('the date scalars of a graph', () => {
  it.each([
    LOCAL_DATE,
    'https://scalars.graphql.org/andimarek/local-date',
    'https://scalars.graphql.org/andimarek/date-time.html',
    'http://scalars.graphql.org/chillicream/date-time.html',
    'https://scalars.graphql.org/chillicream/local-date.html',
    'https://scalars.graphql.org/chillicream/local-date-time.html',
    'https://ibm.github.io/graphql-specs/custom-scalars/date.html',
    'https://ibm.github.io/graphql-specs/custom-scalars/date-time.html',
    'https://www.graphql-scalars.com/date-time',
    'https://www.graphql-scalars.com/date-time/#only-date-time',
    'https://tools.ietf.org/html/rfc3339',
    'https://datatracker.ietf.org/doc/html/rfc3339#section-5.6',
    'https://www.ietf.org/rfc/rfc3339.txt',
    'https://www.rfc-editor.org/rfc/rfc3339.html',
    'https://www.rfc-editor.org/rfc/rfc3339.txt',
    'https://www.iso.org/iso-8601-date-and-time-format.html',
    'https://www.iso.org/standard/70907.html',
    'https://en.wikipedia.org/wiki/ISO_8601',
  ])('include a scalar that is specified by %s', (url) => {
    expect(dateScalars([`scalar D @specifiedBy(url: "${url}")`])).toEqual({ D: 'iso-8601' });
    expect(dateScalars([`scalar D extend scalar D @specifiedBy(url: "${url}")`])).toEqual({
      D: 'iso-8601',
    });
  });

  it.each([
    'https://scalars.graphql.org/chillicream/local-time.html',
    'https://scalars.graphql.org/chillicream/duration.html',
    'https://scalars.graphql.org.evil.test/andimarek/local-date',
    'https://evil.test/?https://scalars.graphql.org/andimarek/local-date',
    'https://evil.test/#scalars.graphql.org/andimarek/local-date',
    'ftp://tools.ietf.org/html/rfc3339',
    'https://example.test/date',
    '',
  ])('do not include a scalar that is specified by %j', (url) => {
    expect(dateScalars([`scalar D @specifiedBy(url: "${url}")`])).toEqual({});
  });

  it('include a scalar that only some subgraphs specify, but not one that another specifies otherwise', () => {
    const specified = `scalar D @specifiedBy(url: "${LOCAL_DATE}")`;
    expect(dateScalars([specified, 'scalar D'])).toEqual({ D: 'iso-8601' });
    expect(
      dateScalars([specified, 'scalar D @specifiedBy(url: "https://example.test/d")']),
    ).toEqual({});
  });

  it('take the format that the operator declares, also where a specification says otherwise', () => {
    const sdl = `scalar D @specifiedBy(url: "${LOCAL_DATE}") scalar Stamp scalar Plain`;
    expect(dateScalars([sdl], { D: 'day-month-year', Stamp: 'unix-seconds' })).toEqual({
      D: 'day-month-year',
      Stamp: 'unix-seconds',
    });
  });

  it('do not include a scalar whose @specifiedBy has no text as its URL', () => {
    expect(dateScalars(['scalar D @specifiedBy(url: 3)'])).toEqual({});
  });

  it('do not include an enum, even if it has the @specifiedBy of a scalar with dates', () => {
    expect(dateScalars([`enum D @specifiedBy(url: "${LOCAL_DATE}") { A }`])).toEqual({});
  });

  it('do not include a declared name that the graph has not, or has for something other than a scalar', () => {
    const declared = { Gone: 'year', Kind: 'year', T: 'year' } as const;
    expect(dateScalars(['enum Kind { A } type T { a: Int }'], declared)).toEqual({});
  });
});
