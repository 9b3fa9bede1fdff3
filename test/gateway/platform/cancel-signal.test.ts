import { describe, expect, it } from '@jest/globals';
import { createCancelSignal, type CancelSignal } from '../../../gateway/platform/cancel-signal.ts';
import { casesAtDepth } from '../../support/depth.ts';
import { createRandom, hashOf, type Random } from '../../support/federated/random.ts';

const { numRuns: RUNS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  500,
  100_000,
);

describe(`a cancel signal (TEST_SEED=${SEED})`, () => {
  it('calls the same listeners as the signal of an AbortController, however they are added and removed', () => {
    for (let run = 0; run < RUNS; run += 1) {
      const script = randomScript(createRandom(hashOf(SEED, run)));
      const controller = new AbortController();
      const { signal, cancel } = createCancelSignal();
      expect({ run, script, events: play(script, signal, cancel) }).toEqual({
        run,
        script,
        events: play(script, controller.signal, () => controller.abort()),
      });
    }
  });
});

interface Step {
  readonly what: 'add' | 'remove' | 'abort';
  readonly listener: number;
}

interface Script {
  readonly steps: readonly Step[];
  /** What each listener does when it is called. */
  readonly reactions: readonly (Step | null)[];
}

function randomScript(random: Random): Script {
  const step = (what: readonly Step['what'][]): Step => ({
    what: random.pick(what),
    listener: random.below(4),
  });
  return {
    steps: Array.from({ length: 8 }, () => step(['add', 'add', 'add', 'remove', 'abort'])),
    reactions: Array.from({ length: 4 }, () =>
      random.chance(50) ? null : step(['remove', 'remove', 'abort']),
    ),
  };
}

/** Plays a script, and returns what happened in order. */
function play({ steps, reactions }: Script, signal: CancelSignal, abort: () => void) {
  const events: string[] = [];
  const listeners = reactions.map((reaction, listener) => () => {
    events.push(`${listener} called, ${signal.aborted}`);
    if (reaction !== null) take(reaction);
  });
  const take = ({ what, listener }: Step) => {
    const chosen = listeners[listener] ?? abort;
    if (what === 'add') signal.addEventListener('abort', chosen);
    else if (what === 'remove') signal.removeEventListener('abort', chosen);
    else abort();
  };
  for (const step of steps) {
    take(step);
    events.push(`${step.what} ${step.listener}, ${signal.aborted}`);
  }
  return events;
}
