import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { packageFile } from '../../../schema/package-file.ts';

const JEST = "import { afterAll, describe, expect, it, jest } from '@jest/globals';\n";

/** Test files that run one after the other in one process. */
const FILES: Readonly<Record<string, string>> = {
  'shared.mjs': `
    import { expect } from '@jest/globals';
    export const loaded = { times: 0 };
    loaded.times += 1;
    export const testPath = () => expect.getState().testPath;`,
  '1-leaves-traces.test.mjs': `${JEST}
    import { loaded, testPath } from './shared.mjs';
    it('runs with its own functions', () => {
      expect(testPath()).toBe(import.meta.filename);
      loaded.times += 1;
      process.env.LEFT = 'behind';
      console.log = () => undefined;
      jest.useFakeTimers({ now: 0 });
    });
    it('fails at a wrong value', () => expect(1).toBe(2));
    it('fails at a hook of its own', () => afterAll(() => undefined));
    it('fails at its time limit', () => new Promise(() => undefined), 20);
    it('fails at a rejection', () => Promise.reject(new Error('rejected')));
    it.each([1, 2])('is not 2 but %i', (value) => expect(value).toBe(1));
    it.skip('is left out', () => undefined);`,
  '2-finds-none.test.mjs': `${JEST}
    import { loaded, testPath } from './shared.mjs';
    it('runs with its own functions', () => expect(testPath()).toBe(import.meta.filename));
    it('shares modules', () => expect(loaded.times).toBe(2));
    it('finds variables, console and clock in place', async () => {
      expect(process.env.LEFT).toBeUndefined();
      expect(String(console.log)).not.toContain('() => undefined');
      expect(Date.now()).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 1));
    });`,
  '3-fails-in-a-hook.test.mjs': `${JEST}
    describe('a group', () => {
      afterAll(() => { throw new Error('in a hook'); });
      it('passes', () => undefined);
    });`,
  '4-fails-to-load.test.mjs': `${JEST}
    it('is never reached', () => undefined);
    throw new Error('while loading');`,
};

const REPORT = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
});

const folder = mkdtempSync(join(tmpdir(), 'runner-'));
let report: z.infer<typeof REPORT>;
let exitCode: number | null;

beforeAll(() => {
  for (const [name, source] of Object.entries(FILES)) writeFileSync(join(folder, name), source);
  symlinkSync(packageFile('dist/test/node_modules'), join(folder, 'node_modules'));
  const runner = packageFile('dist/test/support/runner');
  const config = {
    rootDir: folder,
    testMatch: ['**/*.test.mjs'],
    moduleFileExtensions: ['mjs', 'js'],
    injectGlobals: false,
    transform: {},
    runtime: join(runner, 'runtime.js'),
    testEnvironment: join(runner, 'environment.js'),
  };
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(config));
  const output = join(folder, 'report.json');
  const jest = packageFile('node_modules/jest/bin/jest.js');
  const options = ['--config', 'jest.config.json', '--runInBand', '--silent', '--json'];
  exitCode = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', jest, ...options, '--outputFile', output],
    { cwd: folder, stdio: 'ignore' },
  ).status;
  report = REPORT.parse(JSON.parse(readFileSync(output, 'utf8')));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the test runner's runtime", () => {
  it('reports failed assertions, hooks added inside a test, time limits, rejections, table rows and skipped tests', () => {
    expect(exitCode).toBe(1);
    expect(statuses('1-leaves-traces')).toEqual({
      'runs with its own functions': 'passed',
      'fails at a wrong value': 'failed',
      'fails at a hook of its own': 'failed',
      'fails at its time limit': 'failed',
      'fails at a rejection': 'failed',
      'is not 2 but 1': 'passed',
      'is not 2 but 2': 'failed',
      'is left out': 'pending',
    });
  });

  it('gives the next file its own functions, variables, console and clock, and the same modules', () => {
    expect(statuses('2-finds-none')).toEqual({
      'runs with its own functions': 'passed',
      'shares modules': 'passed',
      'finds variables, console and clock in place': 'passed',
    });
  });

  it('reports a failing hook and a file that fails to load', () => {
    expect(fileOf('3-fails-in-a-hook').message).toContain('in a hook');
    expect(fileOf('3-fails-in-a-hook').status).toBe('failed');
    expect(fileOf('4-fails-to-load').message).toContain('while loading');
    expect(fileOf('4-fails-to-load').status).toBe('failed');
    expect(report.success).toBe(false);
  });
});

function statuses(file: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fileOf(file).assertionResults.map(({ title, status }) => [title, status]),
  );
}

function fileOf(name: string): (typeof report.testResults)[number] {
  const result = report.testResults.find((each) => each.name.includes(name));
  if (result === undefined) throw new Error(`${name} was not run`);
  return result;
}
