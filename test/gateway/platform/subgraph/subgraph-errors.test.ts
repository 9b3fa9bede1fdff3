import { describe, expect, it } from '@jest/globals';
import { createSubgraphErrors } from '../../../../gateway/platform/subgraph/subgraph-errors.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

describe('the memory of subgraph errors in development mode', () => {
  it.each([
    ['a response without errors', '{"data":{"a":1}}', []],
    ['errors beside data', '{"data":{"a":null},"errors":[{"message":"no"}]}', [{ message: 'no' }]],
    ['errors alone', '{"errors":[{"message":"no"},7]}', [{ message: 'no' }, 7]],
    ['no response', null, ['It gave no response in time and within its size.']],
    ['a page', '<html>', ['Its response is not a GraphQL response.']],
    ['no data', '{"data":null}', ['Its response is not a GraphQL response.']],
    ['null', 'null', ['Its response is not a GraphQL response.']],
  ])('keeps the errors of %s', (_what, body, errors) => {
    const { note, of } = createSubgraphErrors();
    const context = contextOf(callerOf([]));
    note(context, 'patients', body);
    expect(of(context)).toEqual(errors.map((error) => ({ subgraph: 'patients', error })));
  });

  it('keeps at most 20 errors of a request, and none of another', () => {
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
