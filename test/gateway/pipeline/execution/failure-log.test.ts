import { describe, expect, it } from '@jest/globals';
import type { DataObject } from '../../../../gateway/pipeline/execution/data.ts';
import {
  createFailureLog,
  pathToNull,
  type FailureLog,
} from '../../../../gateway/pipeline/execution/failure-log.ts';
import { failuresOf } from '../../../../directives/release/failures.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { isFailedAt, type Path } from '../../../support/failed-paths.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';

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

const { numRuns: RUNS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  300,
  5_000,
);

describe(`failures in random data (TEST_SEED=${SEED})`, () => {
  it('are found where a search of the data for the object, and then through all failed paths, finds them', () => {
    const counts = { failed: 0, whole: 0 };
    const differences: object[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const seed = hashOf(SEED, run);
      const random = createRandom(seed);
      const { data, objects } = randomData(random);
      const log = createFailureLog(data);
      for (let step = 0; step < 12; step += 1) {
        noteAny(log, random, objects);
        const [target, object] = [random.pick(TARGETS), random.pick(objects)];
        const key = random.pick(['name', 'title', 'unit']);
        const found = log.isFailed(target, object, key);
        const places = placesOf(data).filter(
          ([at, value]) => value === object && isAt(at, target.path),
        );
        const paths = places.length > 0 ? places.map(([at]) => at) : [target.path];
        const expected = paths.some((at) => isFailedAt(log.paths, [...at, key]));
        if (found !== expected) differences.push({ seed, step, found, expected });
        counts[found ? 'failed' : 'whole'] += 1;
      }
    }
    expect(differences).toEqual([]);
    expect(Math.min(counts.failed, counts.whole)).toBeGreaterThan(RUNS);
  });
});

const TARGETS = [
  TARGET,
  { path: ['visits', '@', 'notes', '@'], keys: ['title'] },
  { path: ['teams', '@', '@'], keys: ['name', 'unit'] },
  { path: ['lead'], keys: ['name'] },
  { path: [], keys: ['visits', 'lead'] },
];

/** Lists, and lists of lists, of a few objects, most of which are at several places. */
function randomData(random: Random) {
  const objects = ['a', 'b', 'c'].map((name): DataObject => ({ name, title: null }));
  const some = () => Array.from({ length: random.below(3) }, () => random.pick([...objects, null]));
  const visits = Array.from({ length: 1 + random.below(3) }, () => ({
    doctor: random.pick([...objects, null]),
    notes: some(),
  }));
  const data: DataObject = { visits, lead: random.pick(objects), teams: [some(), null, some()] };
  return { data, objects: [...objects, data] };
}

/** Notes that a target, or an object, failed as a whole or in a part. */
function noteAny(log: FailureLog, random: Random, objects: readonly DataObject[]): void {
  const target = random.pick(TARGETS);
  const below = random.pick([[], ['name'], ['title'], ['unit', 0, 'code'], ['visits', 1]]);
  if (random.chance(10)) log.note(target);
  else if (random.chance(30)) log.notePath(target, below);
  else if (random.chance(50)) log.noteObject(target, random.pick(objects), below);
}

/** Every value of the data with its path. */
function placesOf(value: unknown, at: Path = []): readonly (readonly [Path, unknown])[] {
  const isObject = typeof value === 'object' && value !== null;
  const below = Array.isArray(value) ? [...value.entries()] : isObject ? Object.entries(value) : [];
  return [[at, value], ...below.flatMap(([key, item]) => placesOf(item, [...at, key]))];
}

/** Whether a path is one of those that a path with `@` for lists stands for. */
function isAt(path: Path, pattern: readonly string[]): boolean {
  return (
    path.length === pattern.length &&
    path.every((key, index) => pattern[index] === (typeof key === 'number' ? '@' : key))
  );
}
