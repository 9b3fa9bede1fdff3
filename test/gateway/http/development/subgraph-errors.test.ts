import { describe, expect, it } from '@jest/globals';
import { createSubgraphErrors } from '../../../../gateway/http/development/subgraph-errors.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

describe('the memory of subgraph errors in development mode', () => {
  it.each([
    ['no error for a response without errors', '{"data":{"a":1}}', []],
    [
      'the errors of a response with data',
      '{"data":{"a":null},"errors":[{"message":"no"}]}',
      [{ message: 'no' }],
    ],
    [
      'the errors of a response without data',
      '{"errors":[{"message":"no"},7]}',
      [{ message: 'no' }, 7],
    ],
    [
      'a message that there was no response',
      null,
      ['It gave no response in time and within its size.'],
    ],
    [
      'a message that a page is not a GraphQL response',
      '<html>',
      ['Its response is not a GraphQL response.'],
    ],
    [
      'a message that data: null without errors is not a GraphQL response',
      '{"data":null}',
      ['Its response is not a GraphQL response.'],
    ],
    [
      'a message that null is not a GraphQL response',
      'null',
      ['Its response is not a GraphQL response.'],
    ],
  ])('keeps %s', (_what, body, errors) => {
    const { note, of } = createSubgraphErrors();
    const context = contextOf(callerOf([]));
    note(context, 'patients', body);
    expect(of(context)).toEqual(errors.map((error) => ({ subgraph: 'patients', error })));
  });

  it('keeps at most 20 errors of a request, and none of another request', () => {
    const { note, of } = createSubgraphErrors();
    const [one, other] = [contextOf(callerOf([])), contextOf(callerOf([]))];
    const body = JSON.stringify({ errors: Array.from({ length: 15 }, (_, index) => index) });
    note(one, 'patients', body);
    note(one, 'claims', body);
    expect(of(one)).toHaveLength(20);
    expect(of(one).at(-1)).toEqual({ subgraph: 'claims', error: 4 });
    expect(of(other)).toEqual([]);
  });
});
