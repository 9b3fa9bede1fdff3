import { describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, boolean, constantFrom, nat, record } from 'fast-check';
import type {
  Dependency,
  DependencyFailure,
  DependencyStates,
} from '../../../../gateway/platform/dependency-states.ts';
import { createDependencyStatesOfWorkers } from '../../../../gateway/serving/workers/dependency-states-of-workers.ts';
import { reportDependencies } from '../../../../gateway/serving/workers/remote-services.ts';
import type { PrimaryFunctions } from '../../../../gateway/serving/workers/worker-messages.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { connectChannels } from './connected-channels.ts';

type Noted = PrimaryFunctions['noted'];

describe('the states of dependencies that workers report', () => {
  const unlogged: DependencyStates = { note: () => undefined, list: () => [] };
  const subgraph: Dependency = { kind: 'subgraph', name: 'patients' };
  const failure: DependencyFailure = { code: 'SUBGRAPH_FAILED', status: 500 };
  const outcomes = record({
    worker: nat({ max: 2 }),
    dependency: constantFrom<Dependency[]>(
      subgraph,
      { kind: 'subgraph', name: 'labs' },
      { kind: 'issuer', index: 0, name: 'patients' },
    ),
    outcome: constantFrom(null, failure, { ...failure, status: 503 }),
    isCompared: boolean(),
  });

  it('are those of every call, although a worker sends only what has changed', async () => {
    await assert(
      asyncProperty(array(outcomes, { maxLength: 30 }), async (calls) => {
        const [reported, expected] = [unlogged, unlogged].map(createDependencyStatesOfWorkers);
        const workers = [0, 1, 2].map((worker) => {
          const noted: Noted = (...note) => reported?.note(worker, ...note);
          const { caller } = connectChannels<PrimaryFunctions>({ noted });
          return { caller, states: reportDependencies(unlogged, caller) };
        });
        const note = (worker: number, ...noted: Parameters<Noted>) => {
          workers[worker]?.states.note(...noted);
          expected?.note(worker, ...noted);
        };
        const compare = async () => {
          for (const { caller } of workers) await caller.flush();
          expect(reported?.list()).toEqual(expected?.list());
        };
        // Where several workers fail, the list has the failure of the first that reported anything.
        for (const worker of workers.keys()) note(worker, subgraph, null);
        await compare();
        for (const { worker, dependency, outcome, isCompared } of calls) {
          note(worker, dependency, outcome);
          if (isCompared) await compare();
        }
        await compare();
      }),
      casesAtDepth(100, 5_000),
    );
  });

  it('are sent with the next call where they were dropped, since 1,000 batches waited to be written', async () => {
    const noted: unknown[] = [];
    const ends = connectChannels<PrimaryFunctions>({
      noted: (...note: unknown[]) => noted.push(note),
      state: () => null,
    });
    const states = reportDependencies(unlogged, ends.caller);
    ends.isRead = false;
    while (ends.batches.length < 1_000) {
      void ends.caller.call('state', [], null);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    states.note(subgraph, failure);
    ends.readAll();
    await ends.caller.flush();
    expect(noted).toEqual([]);
    states.note(subgraph, failure);
    states.note(subgraph, failure);
    await ends.caller.flush();
    expect(noted).toEqual([[subgraph, failure]]);
  });
});
