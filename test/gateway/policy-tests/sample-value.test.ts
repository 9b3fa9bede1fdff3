import { expect, it } from '@jest/globals';
import { GraphQLScalarType } from 'graphql';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import { DATE_FORMATS } from '../../../directives/policy/date-format.ts';
import { deidentify } from '../../../directives/release/deidentify.ts';
import { sampleValue } from '../../../gateway/policy-tests/sample-value.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const SDL =
  'type Query { seen: Day @phi(category: DATE, deidentify: YEAR) @role(anyOf: [], deidentified: ["r"]) } scalar Day';
const CONTEXT = { year: 2026, smallAreas: new Set<string>(), pseudonym: () => null };

it.each(DATE_FORMATS)(
  'the sample value of a date scalar in the format %s is a date of which YEAR shows the year 1972',
  (dateForm) => {
    const { policy } = unitGraph(SDL, new Map([['Day', dateForm]]));
    const sample = sampleValue(new GraphQLScalarType({ name: 'Day' }), {
      owner: 'Query',
      name: 'seen',
      requirement: policy.requirements.get(memberCoordinate('Query', 'seen')),
    });
    const shown = deidentify('YEAR', sample, { category: 'DATE', dateForm }, CONTEXT);
    const unit = dateForm === 'unix-seconds' ? 1000 : 1;
    const year = dateForm.startsWith('unix')
      ? new Date(Number(shown) * unit).getUTCFullYear()
      : Number(shown);
    expect(year).toBe(1972);
  },
);
