import { describe, expect, it } from '@jest/globals';
import {
  createFailureLog,
  pathToNull,
} from '../../../../gateway/pipeline/execution/failure-log.ts';
import { failuresOf } from '../../../../directives/release/failures.ts';

const TARGET = { path: ['visits', '@', 'doctor'], keys: ['name', 'title'] };

/** Visits that share one object, as entities with equal representations do. */
function sharedDoctor(count: number) {
  const doctor = { name: null, title: null };
  const data = { visits: Array.from({ length: count }, () => ({ doctor })) };
  return { doctor, log: createFailureLog(data) };
}

describe('a failure in an object', () => {
  it('is noted at every path to the object', () => {
    const { doctor, log } = sharedDoctor(2);
    expect(log.noteObject(TARGET, doctor, ['name'])).toBe(true);
    expect(log.paths).toEqual([
      ['visits', 0, 'doctor', 'name'],
      ['visits', 1, 'doctor', 'name'],
    ]);
  });

  it('fails everything that was requested, with a bounded number of paths, if there are too many', () => {
    const { doctor, log } = sharedDoctor(1_000);
    const noted = Array.from({ length: 1_000 }, () => log.noteObject(TARGET, doctor, ['name']));
    expect(noted[0]).toBe(true);
    expect(noted.at(-1)).toBe(false);
    expect(log.paths.length).toBeLessThan(30_000);
    expect(failuresOf(log.paths)?.at('visits')?.at(999)?.at('doctor')?.at('title')).toBeDefined();
  });
});

describe("an error's path", () => {
  const data = { list: [{ name: null, unit: { code: 'a' } }, null] };

  it.each<[string, readonly (string | number)[] | null, readonly (string | number)[] | null]>([
    ['ends at a null', ['list', 0, 'name'], ['list', 0, 'name']],
    ['goes on below a null', ['list', 1, 'unit', 'code'], ['list', 1]],
    ['has a million keys', ['list', 1, ...Array<number>(1e6).fill(0)], ['list', 1]],
  ])('explains the first null on it if it %s', (_case, path, expected) => {
    expect(pathToNull(path, data)).toEqual(expected);
  });

  it.each<[string, readonly (string | number)[] | null]>([
    ['is missing', null],
    ['ends at a value', ['list', 0, 'unit', 'code']],
    ['goes on below a value', ['list', 0, 'unit', 'code', 0]],
    ['ends at an inherited key', ['constructor']],
    ['ends at an index that does not exist', ['list', 2]],
  ])('explains no single null if it %s', (_case, path) => {
    expect(pathToNull(path, data)).toBeNull();
  });
});
