import { describe, expect, it } from '@jest/globals';
import { requestContextOf } from '../../../gateway/platform/request-context.ts';
import { callerOf, contextOf } from '../../support/in-process-graph.ts';

describe('the context of a request', () => {
  it('is frozen, and recognized as it is and as the copy that Apollo Server passes on', () => {
    const context = contextOf(callerOf(['doctor']));
    expect(Object.isFrozen(context)).toBe(true);
    expect(requestContextOf(context)).toBe(context);
    expect(requestContextOf({ ...context }).caller).toBe(context.caller);
  });

  it.each<[string, object]>([
    ['an empty object', {}],
    [
      'JSON with the same members',
      JSON.parse(JSON.stringify(contextOf(callerOf(['doctor'])))) as object,
    ],
    ['an object with a caller and an id', { caller: callerOf(['doctor']), requestId: 'request' }],
  ])('is refused if it is %s', (_what, value) => {
    expect(() => requestContextOf(value)).toThrow('the request has no context');
  });
});
