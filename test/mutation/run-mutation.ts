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
import { openSuite, type Suite } from './open-suite.ts';
import { reportMutants } from './report-mutants.ts';

/*
 * `npm run mutate [part of a file's path]`: takes each condition of the decision code away, one at a time, and
 * tells which of them no test misses. A condition is an operand of `&&` or `||`, or the test of an `if`, `?:` or
 * loop, made always or never true. Progress goes to standard error, what {@link reportMutants} says to standard
 * output; the exit code is 0 where no condition is missed without a reason.
 *
 * Each test file loads once, in a process of its own, and runs its tests again for each condition that it
 * evaluates and that no file before it missed; the quickest first. A failure counts if the tests pass again with
 * the condition in place. The run ends where only what `equivalent.ts` lists is left.
 */
const MUTATED = ['operation', 'policy', 'release'].map((name) => join('directives', name));
const TESTS = ['test/directives', 'test/schema', 'test/attacks', 'test/gateway/pipeline'];
/** Tests of random or whole graphs and of HTTP come last; those of other processes can't miss anything. */
const LATE = /properties|generated-graphs|support\/(?:served-gateway|edge)/;
const ELSEWHERE = /support\/(?:stack|phi-gateway-process)/;
/** After so many failures the tests run once with every condition in place. */
const CONFIRMED_TOGETHER = 8;
/** What takes so long without a condition has no end. */
const TIMES_AS_LONG = 20;
const LEAST_TIMEOUT_MS = 10_000;

const root = packageFile('.');
const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

for (const name of ['directives', 'gateway', 'schema', 'test', 'package.json', 'tsconfig.json'])
  cpSync(join(root, name), join(folder, name), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

const started = Date.now();
const only = process.argv[2] ?? '';
const mutants = instrumentAll();
execFileSync('npm', ['run', '-s', 'compile'], { cwd: folder });
const left = new Map(mutants.map((mutant) => [mutant.id, mutant]));
say(`${mutants.length} conditions in ${new Set(mutants.map(({ file }) => file)).size} files`);

/** What each test file evaluates before its second run: some of it only a new process evaluates again. */
const whileLoading = new Map<string, readonly number[]>();
const busy = new Set<number>();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    report();
    process.exit(1);
  });
for (const atMostMs of [500, 2_000, 8_000, Infinity]) {
  const files = testFiles().filter(
    (file) => !whileLoading.has(file) && (atMostMs === Infinity || !isLate(file)),
  );
  await eachOf(files, (file) => missInRuns(file, atMostMs));
}
await eachOf([...whileLoading.keys()], missWhileLoading);

report();

/** What no test misses, so far. */
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
      if (!path.includes(only)) continue;
      const rewritten = instrument(readFileSync(file, 'utf8'), path, found.length);
      writeFileSync(file, rewritten.source);
      found.push(...rewritten.mutants);
    }
  return found;
}

function testFiles(): readonly string[] {
  const files = TESTS.flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .toSorted()
      .map((name) => join(folder, part, name)),
  );
  const here = files.filter((file) => !ELSEWHERE.test(readFileSync(file, 'utf8')));
  return here.toSorted((a, b) => Number(isLate(a)) - Number(isLate(b)));
}

/** Where a source in the folder lies compiled. */
function compiled(file: string): string {
  return join(folder, 'dist', relative(folder, file).replace(/\.ts$/, '.js'));
}

function isLate(file: string): boolean {
  return LATE.test(file) || LATE.test(readFileSync(file, 'utf8'));
}

/** Works on as many files at once as there are cores. */
async function eachOf(
  files: readonly string[],
  work: (file: string) => Promise<void>,
): Promise<void> {
  const queue = [...files];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined && isOpen(); file = queue.shift())
      await work(file);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Whether a condition is left that nothing explains. */
function isOpen(): boolean {
  return [...left.values()].some((mutant) => reasonFor(mutant) === undefined);
}

/** Leaves a file for later whose tests take longer. */
async function missInRuns(file: string, atMostMs: number): Promise<void> {
  let missed = 0;
  const open = (): Promise<Suite> => openSuite(folder, compiled(file), -1);
  let suite = await open();
  const first = await suite.run(-1);
  const began = Date.now();
  const whole = await suite.run(-1);
  const failure = suite.loaded.failure ?? first.failure;
  // Such as one that measures time, on a machine with other work: what it would miss stays to be told.
  if (failure !== null) {
    whileLoading.set(file, []);
    say(`${relative(folder, file)} is left out, since it fails as it is: ${failure}`);
    return suite.close();
  }
  const took = Date.now() - began;
  if (took > atMostMs) return suite.close();
  const timeoutMs = Math.max(LEAST_TIMEOUT_MS, took * TIMES_AS_LONG);
  whileLoading.set(file, [...suite.loaded.hits, ...first.hits]);
  // What it opens while it loads and closes with its tests is not there for another run.
  if (whole.failure !== null) return suite.close();

  const failed: number[] = [];
  const confirm = async (): Promise<void> => {
    const isSound = (await suite.run(-1)).failure === null;
    for (const id of failed.splice(0)) {
      if (!isSound) {
        suite.close();
        suite = await open();
      }
      if (isSound || (await suite.run(id, timeoutMs)).failure !== null)
        missed += Number(left.delete(id));
      busy.delete(id);
    }
    if (!isSound) {
      suite.close();
      suite = await open();
    }
  };
  // What another file is at when its turn comes has a second turn.
  const atOthers = new Set<number>();
  for (const id of inTurn(whole.hits, atOthers)) {
    if (!left.has(id)) continue;
    if (busy.has(id)) {
      atOthers.add(id);
      continue;
    }
    busy.add(id);
    if ((await suite.run(id, timeoutMs)).failure === null) busy.delete(id);
    else failed.push(id);
    if (failed.length === CONFIRMED_TOGETHER) await confirm();
  }
  if (failed.length > 0) await confirm();
  suite.close();
  const seconds = Math.round((Date.now() - started) / 1000);
  say(
    `${seconds} s: ${relative(folder, file)} misses ${missed}; ${left.size} left; ${took} ms a run`,
  );
}

function* inTurn(first: readonly number[], second: ReadonlySet<number>): Generator<number> {
  yield* first;
  yield* second;
}

async function missWhileLoading(file: string): Promise<void> {
  for (const id of whileLoading.get(file) ?? []) {
    if (!left.has(id) || busy.has(id)) continue;
    busy.add(id);
    const suite = await openSuite(folder, compiled(file), id);
    const isMissed = suite.loaded.failure !== null || (await suite.run(id)).failure !== null;
    if (isMissed) left.delete(id);
    busy.delete(id);
    suite.close();
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
