import { afterAll, beforeEach, afterEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { haveChanged } from '../../../../../gateway/cli/graph/policy-tests/test-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-test-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOW = Date.UTC(2026, 0, 2);
beforeEach(() => void jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick'] }));
afterEach(() => void jest.useRealTimers());

describe('haveChanged', () => {
  it.each([
    ['in the ms before', -0.5, false],
    ['in the same ms', 0.5, true],
    ['by another clock, an hour later', 3_600_000, false],
  ])('of files since now, for one that was written %s', (_when, ms, expected) => {
    const file = join(folder, 'tests.yaml');
    writeFileSync(file, 'cases: []');
    utimesSync(file, (NOW + ms) / 1_000, (NOW + ms) / 1_000);
    expect(haveChanged([file], NOW)).toBe(expected);
  });
});
