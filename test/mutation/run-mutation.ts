import { execFileSync } from 'node:child_process';
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
import { reasonFor } from './equivalent.ts';
import { instrument, type Mutant } from './instrument.ts';
import { createKiller, killsFromStart, probe, type Location } from './kill-mutants.ts';
import { reportMutants } from './report-mutants.ts';

/*
 * `npm run mutate [part of a source path] [part of a test path]`: removes each condition of the decision code, one
 * at a time, and reports the conditions that no test misses. A condition is an operand of `&&` or `||`, or the test
 * of an `if`, `?:` or loop, made always or never true. Progress goes to stderr, the report ({@link reportMutants}) to
 * stdout; the exit code is 0 if every condition that no test misses is explained.
 *
 * Each test file loads once, in its own process. For each condition that no earlier file missed it runs the tests
 * that evaluate the condition, up to the first failure; quick files come first. A failure counts if the same tests
 * pass with the condition in place. The run ends as soon as only the conditions in `equivalent.ts` are left; these
 * run in quick files only. `TEST_DEPTH=deep` adds random cases.
 */
const MUTATED = ['operation', 'policy', 'release'].map((name) => join('directives', name));
const TESTS = ['test/directives', 'test/schema', 'test/attacks', 'test/gateway/pipeline'];
/** The tests of the mutated code itself come first. */
const MIRRORS = 'test/directives/';
/** Tests of random or whole graphs and of HTTP come last. Tests of other processes or PostgreSQL don't run mutated code. */
const LATE = /properties|against-reference|generated-graphs|support\/(?:served-gateway|edge)/;
const OTHER_PROCESSES = /support\/(?:stack|phi-gateway-process|postgres-server|shared-postgres)/;
/** What a run of a quick file takes at most. */
const MAX_QUICK_MS = 3_000;

const root = packageFile('.');
const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

for (const name of ['directives', 'gateway', 'schema', 'test', 'package.json', 'tsconfig.json'])
  cpSync(join(root, name), join(folder, name), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

const started = Date.now();
const [sourcePart = '', testPart = ''] = process.argv.slice(2);
const mutants = instrumentAll();
execFileSync('npm', ['run', '-s', 'compile'], { cwd: folder });
const left = new Map(mutants.map((mutant) => [mutant.id, mutant]));
const busy = new Set<number>();
/** Test file → the conditions that only new processes evaluate. */
const onFirstRun = new Map<string, readonly number[]>();
say(`${mutants.length} conditions in ${new Set(mutants.map(({ file }) => file)).size} files`);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    report();
    say(
      `stopped by ${signal} before the end: conditions that no test has missed so far count as survived`,
    );
    process.exit(1);
  });

const files = testFiles();
/** Test file → how long a run takes, where it is too long for a quick file. */
const slow = new Map<string, number>();
for (const isDirect of [true, false]) {
  const group = files.filter((file) => file.startsWith(MIRRORS) === isDirect && !isLate(file));
  await forEach(group, (file) => killIn(file, MAX_QUICK_MS));
  const slowGroup = [...slow].filter(([file]) => group.includes(file));
  const bySpeed = slowGroup.toSorted(([, a], [, b]) => a - b).map(([file]) => file);
  await forEach(bySpeed, (file) => killIn(file, Infinity));
}
await forEach(files.filter(isLate), (file) => killIn(file, Infinity));
await forEach([...onFirstRun.keys()], killFromStart);
report();
say('end');

function report(): void {
  const { lines, isSound } = reportMutants(mutants, [...left.values()]);
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = isSound ? 0 : 1;
}

function instrumentAll(): readonly Mutant[] {
  const found: Mutant[] = [];
  for (const part of MUTATED)
    for (const name of readdirSync(join(folder, part)).toSorted()) {
      const file = join(folder, part, name);
      const path = relative(folder, file);
      if (!path.includes(sourcePart)) continue;
      const rewritten = instrument(readFileSync(file, 'utf8'), path, found.length);
      writeFileSync(file, rewritten.source);
      found.push(...rewritten.mutants);
    }
  return found;
}

/** Relative to the project; the tests of the same path as a mutated source come first. */
function testFiles(): readonly string[] {
  const mirrored = new Set(mutants.map(({ file }) => `test/${file.replace(/\.ts$/, '.test.ts')}`));
  return TESTS.flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .toSorted()
      .map((name) => join(part, name)),
  )
    .filter((file) => file.includes(testPart) && !OTHER_PROCESSES.test(textOf(file)))
    .toSorted((a, b) => Number(mirrored.has(b)) - Number(mirrored.has(a)));
}

function textOf(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

function isLate(file: string): boolean {
  return LATE.test(file) || LATE.test(textOf(file));
}

function locationOf(file: string): Location {
  return { folder, file: join(folder, 'dist', file.replace(/\.ts$/, '.js')) };
}

/** Works on as many files at once as there are cores, until {@link hasOpen} is false. */
async function forEach(
  all: readonly string[],
  work: (file: string) => Promise<void>,
): Promise<void> {
  const queue = [...all];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined && hasOpen(); file = queue.shift())
      await work(file);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Whether a condition is left that nothing explains. */
function hasOpen(): boolean {
  return [...left.values()].some((mutant) => reasonFor(mutant) === undefined);
}

/** Postpones a file whose tests take longer. */
async function killIn(file: string, maxMs: number): Promise<void> {
  const isWanted = (id: number): boolean => {
    const mutant = left.get(id);
    return mutant !== undefined && (maxMs !== Infinity || reasonFor(mutant) === undefined);
  };
  const probed = await probe(locationOf(file), isWanted);
  if (probed === null) return;
  // For example tests that measure time, on a busy machine.
  if (typeof probed === 'string')
    return say(`${file} is left out because it fails: ${probed.split('\n')[0] ?? ''}`);
  const { suite, tookMs, testsByMutant } = probed;
  if (tookMs > maxMs) {
    slow.set(file, tookMs);
    return suite.close();
  }
  onFirstRun.set(file, probed.onFirstRun);
  const { kills, close } = createKiller(locationOf(file), probed);
  let killed = 0;
  // Conditions that another file is working on have a second turn.
  const again = new Set<number>();
  for (const id of inTurn([...testsByMutant.keys()], again)) {
    if (!isWanted(id)) continue;
    if (busy.has(id)) {
      again.add(id);
      continue;
    }
    busy.add(id);
    if (await kills(id)) killed += Number(left.delete(id));
    busy.delete(id);
  }
  close();
  say(`${file} kills ${killed}; ${left.size} left; ${tookMs} ms a run`);
}

function* inTurn(first: readonly number[], second: ReadonlySet<number>): Generator<number> {
  yield* first;
  yield* second;
}

async function killFromStart(file: string): Promise<void> {
  let killed = 0;
  for (const id of onFirstRun.get(file) ?? []) {
    const mutant = left.get(id);
    if (!mutant || reasonFor(mutant) !== undefined || busy.has(id)) continue;
    busy.add(id);
    if (await killsFromStart(locationOf(file), id)) killed += Number(left.delete(id));
    busy.delete(id);
  }
  if (killed > 0) say(`${file} kills ${killed} from the start; ${left.size} left`);
}

function say(text: string): void {
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stderr.write(`${seconds} s: ${text}\n`);
}
