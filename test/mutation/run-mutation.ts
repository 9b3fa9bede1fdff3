import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { packageFile } from '../../schema/package-file.ts';
import { instrument, type Mutant } from './instrument.ts';

/*
 * `npm run mutate`: takes each condition of the decision code away, one at a time, and tells which of them no
 * test misses. A condition is an operand of `&&` or `||`, or the test of an `if` or `?:`, made always or never
 * true. Only test files that evaluate it run, the quickest first.
 */
const MUTATED = ['operation', 'policy', 'release'].map((name) => join('directives', name));
const TESTS = ['test/directives', 'test/attacks', 'test/gateway/pipeline'];
/** Property tests run last, since they take longest. */
const QUICK = 4;

/** As `npm test` runs it, with what takes conditions away. */
const JEST = [
  '--import',
  './test/support/typescript-threads.mjs',
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--setupFilesAfterEnv',
  './test/mutation/setup.ts',
  '--silent',
  '--forceExit',
];

const root = packageFile('.');
const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

for (const name of ['directives', 'gateway', 'schema', 'test', 'package.json'])
  cpSync(join(root, name), join(folder, name), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

const mutants: Mutant[] = [];
for (const part of MUTATED)
  for (const name of readdirSync(join(folder, part)).toSorted()) {
    const file = join(folder, part, name);
    const rewritten = instrument(
      readFileSync(file, 'utf8'),
      relative(folder, file),
      mutants.length,
    );
    writeFileSync(file, rewritten.source);
    mutants.push(...rewritten.mutants);
  }

const only = process.argv[2];
const chosen = mutants.filter(({ file }) => only === undefined || file.includes(only));
say(`${chosen.length} conditions in ${new Set(chosen.map(({ file }) => file)).size} files`);

const suites = await baseline();
const survivors: Mutant[] = [];
let done = 0;
const queue = [...chosen];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      if (!(await isMissed(mutant))) survivors.push(mutant);
      done += 1;
      if (done % 20 === 0)
        say(`${done} of ${chosen.length}, ${survivors.length} that no test misses`);
    }
  }),
);
for (const { file, line, change, text } of survivors.toSorted((a, b) => a.id - b.id))
  process.stdout.write(`${file}:${line} ${change}: ${text}\n`);
process.stdout.write(
  `${chosen.length - survivors.length} of ${chosen.length} conditions are missed\n`,
);
process.exitCode = survivors.length > 0 ? 1 : 0;

interface Suite {
  readonly path: string;
  readonly conditions: ReadonlySet<number>;
}

/** Which conditions each test file evaluates, the quickest file first; everything must pass. */
async function baseline(): Promise<readonly Suite[]> {
  const hits = join(folder, 'hits.jsonl');
  const report = join(folder, 'report.json');
  const passed = await jest([...TESTS, '--json', `--outputFile=${report}`], {
    MUTATION_HITS: hits,
  });
  if (!passed) throw new Error('the tests fail without any condition taken away');
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; startTime: number; endTime: number }[];
  };
  const times = new Map(testResults.map((one) => [one.name, one.endTime - one.startTime]));
  const lines = readFileSync(hits, 'utf8').trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as [string, number[]])
    .toSorted(([a], [b]) => (times.get(a) ?? 0) - (times.get(b) ?? 0))
    .map(([path, conditions]) => ({ path, conditions: new Set(conditions) }));
}

/** Whether some test fails without the condition. */
async function isMissed({ id }: Mutant): Promise<boolean> {
  const paths = suites.filter(({ conditions }) => conditions.has(id)).map(({ path }) => path);
  const env = { MUTANT: String(id) };
  for (const part of [paths.slice(0, QUICK), paths.slice(QUICK)])
    if (part.length > 0 && !(await jest(['--bail', '-i', '--runTestsByPath', ...part], env)))
      return true;
  return false;
}

function jest(args: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...JEST, ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: 'ignore',
      timeout: 600_000,
    });
    child.on('exit', (code) => resolve(code === 0));
  });
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
