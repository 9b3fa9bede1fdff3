import { describe, expect, it } from '@jest/globals';
import { createTurns } from '../../../gateway/platform/turns.ts';

/** Turns at an event loop that turns when it is asked to. */
function turnsByHand() {
  const callbacks: (() => void)[] = [];
  let time = 0;
  const turns = createTurns({ next: (callback) => void callbacks.push(callback), now: () => time });
  const taken: string[] = [];
  return {
    ...turns,
    begin: (name: string) => void turns.begin().then(() => taken.push(name)),
    goOn: (name: string, received: number) =>
      void turns.goOn(received).then(() => taken.push(name)),
    wait: (ms: number) => {
      time += ms;
    },
    /** Has the event loop turn once. Returns which operations had their turn. */
    turn: async (): Promise<readonly string[]> => {
      for (const callback of callbacks.splice(0)) callback();
      await Promise.resolve();
      await Promise.resolve();
      return taken.splice(0);
    },
  };
}

describe('createTurns', () => {
  it('has one operation begin in each turn of the event loop, in the order in which they ask', async () => {
    const { begin, turn } = turnsByHand();
    begin('first');
    begin('second');
    begin('third');
    expect([await turn(), await turn(), await turn(), await turn()]).toEqual([
      ['first'],
      ['second'],
      ['third'],
      [],
    ]);
  });

  it('has operations under way go on before others begin, those that came in earlier first', async () => {
    const { begin, goOn, turn } = turnsByHand();
    begin('new');
    goOn('of 2', 2);
    goOn('of 3', 3);
    goOn('of 1', 1);
    goOn('another of 2', 2);
    const order = [await turn(), await turn(), await turn(), await turn(), await turn()];
    expect(order.flat()).toEqual(['of 1', 'of 2', 'another of 2', 'of 3', 'new']);
  });

  it('has an operation that can go on meanwhile go on in the next turn', async () => {
    const { begin, goOn, turn } = turnsByHand();
    begin('first');
    begin('second');
    expect(await turn()).toEqual(['first']);
    goOn('first again', 1);
    expect([await turn(), await turn()].flat()).toEqual(['first again', 'second']);
  });

  it('gives turns again after a pause', async () => {
    const { begin, turn } = turnsByHand();
    begin('first');
    await turn();
    expect(await turn()).toEqual([]);
    begin('second');
    expect(await turn()).toEqual(['second']);
  });

  it('says whether an operation waits, and how long the next one has waited to begin', async () => {
    const { begin, goOn, isAnyWaiting, delayMs, turn, wait } = turnsByHand();
    expect([isAnyWaiting(), delayMs()]).toEqual([false, 0]);
    begin('first');
    wait(5);
    begin('second');
    wait(2);
    expect([isAnyWaiting(), delayMs()]).toEqual([true, 7]);
    await turn();
    expect([isAnyWaiting(), delayMs()]).toEqual([true, 2]);
    await turn();
    goOn('first', 1);
    wait(1);
    expect([isAnyWaiting(), delayMs()]).toEqual([true, 0]);
    await turn();
    expect(isAnyWaiting()).toBe(false);
  });
});
