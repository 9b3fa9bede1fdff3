import { describe, expect, it } from '@jest/globals';
import {
  createResilientCall,
  type AttemptFailure,
} from '../../../../gateway/platform/subgraph/create-resilient-call.ts';

const SETTINGS = { timeoutMs: 60_000, retries: 1, retryPercent: 10, circuitBreaker: null };

describe('a failed query to a subgraph', () => {
  it('is not sent again if the client disconnects in the pause before the second attempt', async () => {
    const leaving = new AbortController();
    let attempts = 0;
    const call = createResilientCall(SETTINGS, null);
    const attempt = async (): Promise<AttemptFailure> => {
      attempts += 1;
      setImmediate(() => leaving.abort());
      return { reason: 'UNREACHABLE' };
    };
    expect(await call({ attempt, caller: 'a', isRead: true, signal: leaving.signal })).toBeNull();
    expect(attempts).toBe(1);
  });
});
