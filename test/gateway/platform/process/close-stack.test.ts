import { describe, expect, it } from '@jest/globals';
import { createCloseStack } from '../../../../gateway/platform/process/close-stack.ts';

describe('the stack of resources to close at shutdown', () => {
  it('closes them one after the other, the last one first', async () => {
    const stack = createCloseStack();
    const closed: string[] = [];
    const resource = (name: string) => ({
      close: async () => {
        await Promise.resolve();
        closed.push(name);
      },
    });
    stack.use(resource('ledger'));
    stack.use(resource('server'));
    stack.defer(() => closed.push('scans'));
    await stack.close();
    expect(closed).toEqual(['scans', 'server', 'ledger']);
  });

  it('returns each added resource, and ignores null', async () => {
    const stack = createCloseStack();
    const resource = { close: () => undefined };
    expect(stack.use(resource)).toBe(resource);
    expect(stack.use(null)).toBeNull();
    await expect(stack.close()).resolves.toBeUndefined();
  });

  it('closes each resource only once, even if it is closed twice', async () => {
    const stack = createCloseStack();
    let times = 0;
    stack.use({ close: () => (times += 1) });
    await stack.close();
    await stack.close();
    expect(times).toBe(1);
  });

  it('closes the others too if some fail, and rejects as the last that failed', async () => {
    const stack = createCloseStack();
    const closed: string[] = [];
    stack.defer(() => closed.push('ledger'));
    stack.defer(() => Promise.reject(new RangeError('server')));
    stack.defer(() => closed.push('reports'));
    stack.defer(() => {
      throw new TypeError('scans');
    });
    await expect(stack.close()).rejects.toThrow('server');
    expect(closed).toEqual(['reports', 'ledger']);
  });
});
