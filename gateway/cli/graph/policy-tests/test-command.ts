import { setTimeout as wait } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { unreachable } from '../../../../directives/unreachable.ts';
import { StartError } from '../../../platform/errors.ts';
import { listSubgraphFiles } from '../../../pipeline/supergraph/find-schema-files.ts';
import { coveredPercent } from '../../../policy-tests/coverage.ts';
import { endProcess } from '../../end-process.ts';
import { repeatable } from '../../repeatable.ts';
import { exitOnMisuse } from '../../exit-on-misuse.ts';
import { printProblems, reportProblems } from '../../report-problems.ts';
import { writeOutput } from '../../write-output.ts';
import { wantsColor } from '../wants-color.ts';
import type { GraphFlags } from '../read-graph.ts';
import { SUBGRAPH_FORMS } from '../read-subgraphs.ts';
import { runTests, type RanTests } from './run-tests.ts';
import { findTestFiles, haveChanged, versionOfFiles } from './test-files.ts';
import { writeTestJson } from './test-json.ts';
import { writeTestJunit } from './test-junit.ts';
import { countCases, type TestReport } from './test-report.ts';
import { writeTestText } from './test-text.ts';

interface TestFlags extends Pick<GraphFlags, 'config' | 'subgraph' | 'supergraph'> {
  readonly only: readonly string[];
  readonly format: 'text' | 'json' | 'junit';
  readonly coverage?: true;
  readonly minCoverage?: string;
  readonly watch?: true;
}

/** Exit code of a failed case, or of too little coverage. */
const NOT_PASSED = 1;

/** Exit code if nothing was run. */
const NOT_RUN = 2;

/** `phi-gateway test`: exit code 0 every case passed, 1 a case failed, 2 nothing was run. */
export function testCommand(): Command {
  return exitOnMisuse(new Command('test'), NOT_RUN)
    .argument('<file...>', 'files of policy tests, or folders of .yaml files')
    .option('--config <file>', "the gateway's YAML file, in place of `config` in the files")
    .addOption(
      repeatable(
        '--subgraph <subgraph>',
        `a subgraph's schema, in place of those of the configuration: ${SUBGRAPH_FORMS}`,
      ),
    )
    .option('--supergraph <file>', 'a composed supergraph')
    .addOption(repeatable('-t, --only <text>', 'only cases whose name contains this text'))
    .addOption(new Option('--format <format>').choices(['text', 'json', 'junit']).default('text'))
    .option('--coverage', 'list the marked fields and inputs that no case is about')
    .option('--min-coverage <percent>', 'fail if fewer of them have a case; implies --coverage')
    .option('--watch', 'run again whenever a file changes')
    .addHelpText('after', EXAMPLE)
    .action(async (args: readonly string[], flags: TestFlags) => {
      await reportProblems(NOT_RUN, () => test(args, flags));
      await endProcess();
    });
}

const EXAMPLE = `
Example, in CI:
  phi-gateway test --config gateway.yaml --format junit policies/*.yaml > policy-tests.xml
`;

async function test(args: readonly string[], flags: TestFlags): Promise<void> {
  const minCoverage = parsePercent(flags.minCoverage);
  for (;;) {
    const since = Date.now();
    const { sources } = await runOnce(args, flags, minCoverage);
    if (flags.watch !== true) return;
    if (flags.format === 'text') await writeOutput([WAITING]);
    await untilChanged(() => [...sources.flatMap(listSubgraphFiles), ...filesNow(args)], since);
    if (process.stdout.isTTY) process.stdout.write(CLEAR);
  }
}

const WAITING = '\nwaiting for a file to change (Ctrl-C ends)\n';
const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

/** Runs the tests, prints the report or the problems, and sets the exit code. */
async function runOnce(
  args: readonly string[],
  flags: TestFlags,
  minCoverage: number | null,
): Promise<Pick<RanTests, 'sources'>> {
  const run = {
    ...flags,
    files: flags.watch === true ? filesNow(args) : findTestFiles(args),
    measuresCoverage: flags.coverage === true || minCoverage !== null,
  };
  const { report, problems, sources } = await runTests(run);
  printProblems(problems);
  process.exitCode = report === null ? NOT_RUN : 0;
  if (report === null) return { sources };
  await writeOutput([print(report, flags.format)]);
  const tooFew = (report.coverage ?? [])
    .map(coveredPercent)
    .filter((percent) => percent < (minCoverage ?? 0));
  printProblems(
    tooFew.map((percent) => `coverage is ${percent} %, less than ${minCoverage} %. Add cases.`),
  );
  if (countCases(report).failed + tooFew.length > 0) process.exitCode = NOT_PASSED;
  return { sources };
}

function print(report: TestReport, format: TestFlags['format']): string {
  switch (format) {
    case 'json':
      return writeTestJson(report);
    case 'junit':
      return writeTestJunit(report);
    case 'text':
      return writeTestText(report, wantsColor(process.stdout, process.env));
    default:
      return unreachable(format);
  }
}

/** The files, also while a folder is empty, which an editor may leave for a moment. */
function filesNow(args: readonly string[]): readonly string[] {
  try {
    return findTestFiles(args);
  } catch (error) {
    if (error instanceof StartError) return args;
    throw error;
  }
}

/** How often files are looked at. Events of file systems do not reach containers and network drives. */
const LOOK_MS = 250;

/** Waits until a file changes, or returns at once if one has changed since a time: during the run. */
async function untilChanged(files: () => readonly string[], since: number): Promise<void> {
  const before = versionOfFiles(files());
  if (!haveChanged(files(), since)) while (versionOfFiles(files()) === before) await wait(LOOK_MS);
  // The writes of an editor or a checkout come together.
  let version = '';
  while (version !== (version = versionOfFiles(files()))) await wait(LOOK_MS);
}

function parsePercent(text: string | undefined): number | null {
  if (text === undefined) return null;
  const percent = Number(text);
  if (/^\d{1,3}$/.test(text) && percent <= 100) return percent;
  throw new StartError(['--min-coverage: must be a whole number from 0 to 100.']);
}
