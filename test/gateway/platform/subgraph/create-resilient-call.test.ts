import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  createResilientCall,
  type AttemptFailure,
} from '../../../../gateway/platform/subgraph/create-resilient-call.ts';

const SETTINGS = { timeoutMs: 60_000, retries: 1, retryPercent: 10, circuitBreaker: null };

afterEach(() => void jest.restoreAllMocks());

describe('a failed query to a subgraph', () => {
  it('is not sent again if the client disconnects in the pause before the second attempt, and ends at once', async () => {
    // The pause is a random part of 100 ms.
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const leaving = new AbortController();
    let attempts = 0;
    const call = createResilientCall(SETTINGS, null);
    const attempt = async (): Promise<AttemptFailure> => {
      attempts += 1;
      return { reason: 'UNREACHABLE' };
    };
    const response = call({ attempt, caller: 'a', isRead: true, signal: leaving.signal });
    const PAUSED = 'paused';
    const now = async () => Promise.race([response, nextTurn(PAUSED)]);
    expect(await now()).toBe(PAUSED);
    leaving.abort();
    expect(await now()).toBeNull();
    expect(attempts).toBe(1);
  });
});
