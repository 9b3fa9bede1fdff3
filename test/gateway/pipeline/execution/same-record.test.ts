import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { isSameRecord } from '../../../../gateway/pipeline/execution/same-record.ts';

const schema = buildSchema('type Query { p: P } type P { id: ID }');
const identity = { schema, keyFields: new Map([['P', new Set(['id'])]]) };
const record = (id: unknown) => ({ __typename: 'P', id });

describe('an entity in a subgraph response', () => {
  it.each([
    ['7', 7],
    [7, '7'],
    [1.5, 1.5],
    [Number.MAX_SAFE_INTEGER, String(Number.MAX_SAFE_INTEGER)],
  ])('is the requested record when its key %p comes back as %p', (known, answered) => {
    expect(isSameRecord(record(known), record(answered), identity)).toBe(true);
  });

  it.each([
    ['7', 8],
    // Read from 9007199254740993 and from 9007199254740992.
    [2 ** 53, 2 ** 53],
    [String(2 ** 53), 2 ** 53],
    [1e300, 1e300],
  ])(
    'is not the requested record when its key %p comes back as %p, which differs or is too large to be exact',
    (known, answered) => {
      expect(isSameRecord(record(known), record(answered), identity)).toBe(false);
    },
  );
});
