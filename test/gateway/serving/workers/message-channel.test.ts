import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import { connectChannels } from './connected-channels.ts';

interface Remote {
  readonly double: (value: number) => Promise<number>;
  readonly refuse: () => Promise<never>;
  readonly fail: () => Promise<never>;
  readonly hang: () => Promise<never>;
}

const connect = (functions: Remote) => connectChannels<Remote>(functions);

const turn = () => new Promise((resolve) => void setImmediate(resolve));

const FUNCTIONS: Remote = {
  double: async (value) => 2 * value,
  refuse: async () => {
    throw new GatewayError('RATE_LIMITED', {
      retryAfterSeconds: 7,
      reason: 'WHY',
      problems: ['p'],
    });
  },
  fail: async () => {
    throw new TypeError('a secret');
  },
  hang: () => new Promise(() => undefined),
};

describe('the channel between a primary and a worker', () => {
  it('sends the calls of one turn of the event loop together, and returns each result to its call', async () => {
    const { caller, batches } = connect(FUNCTIONS);
    const results = await Promise.all([1, 2, 3].map((value) => caller.call('double', [value])));
    expect(results).toEqual([2, 4, 6]);
    expect(batches.map(({ length }) => length)).toEqual([3]);
  });

  it('sends notifications with the next call, in their order, or else alone soon after', async () => {
    const doubled: number[] = [];
    const double = async (value: number) => {
      doubled.push(value);
      return 2 * value;
    };
    const { caller, batches } = connect({ ...FUNCTIONS, double });
    caller.notify('double', 1);
    caller.notify('double', 2);
    await turn();
    expect(batches).toEqual([]);
    expect(await caller.call('double', [3])).toBe(6);
    expect(batches.map(({ length }) => length)).toEqual([3]);
    caller.notify('double', 4);
    while (doubled.length < 4) await new Promise((resolve) => void setTimeout(resolve, 5));
    expect(doubled).toEqual([1, 2, 3, 4]);
  });

  it('rejects with the code and details of the error in the other process, and with nothing of an unexpected one, which that process gets', async () => {
    const { caller, unexpected } = connect(FUNCTIONS);
    const refused = await caller.call('refuse', []).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GatewayError);
    expect(refused).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 7,
      reason: 'WHY',
      problems: ['p'],
    });
    const failed = await caller.call('fail', []).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(JSON.stringify(failed)).not.toContain('secret');
    expect(unexpected).toEqual([new TypeError('a secret')]);
  });

  it('rejects with NOT_READY what is not answered in time, and everything once it is closed', async () => {
    const { caller } = connect(FUNCTIONS);
    await expect(caller.call('hang', [], 10)).rejects.toMatchObject({ code: 'NOT_READY' });
    const pending = caller.call('hang', [], null);
    caller.close();
    await expect(pending).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(caller.call('double', [1])).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  it('drops notifications while 1,000 batches wait to be written', async () => {
    const ends = connect(FUNCTIONS);
    ends.isRead = false;
    while (ends.batches.length < 1_000) {
      expect(ends.caller.notify('double', 1)).toBe(true);
      void ends.caller.call('hang', [], null).catch(() => undefined);
      await turn();
    }
    expect(ends.caller.notify('double', 1)).toBe(false);
    void ends.caller.flush();
    expect(ends.batches).toHaveLength(1_000);
    ends.caller.close();
  });

  it('refuses a call at once while 10,000 wait for the other process', async () => {
    const { caller } = connect(FUNCTIONS);
    const waiting = Array.from({ length: 10_000 }, () => caller.call('hang', [], null));
    await expect(caller.call('double', [1])).rejects.toMatchObject({ code: 'NOT_READY' });
    caller.close();
    const ended = await Promise.allSettled(waiting);
    expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
  });
});
