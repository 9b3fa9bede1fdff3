import { Command } from 'commander';
import type { LintReport } from '../../../../schema/lint/lint.ts';
import { RULES } from '../../../../schema/lint/rules.ts';
import {
  baselineOf,
  compareBaseline,
  type BaselineEntry,
} from '../../../../schema/lint/baseline.ts';
import { isSure, type Finding, type Severity } from '../../../../schema/lint/finding.ts';
import { measureGraph } from '../../../../schema/graph-size.ts';
import { parseSubgraphs } from '../../../../schema/parse-subgraphs.ts';
import { StartError } from '../../../platform/errors.ts';
import { readVersion } from '../../../platform/process/package-manifest.ts';
import { collectProblems } from '../collect-problems.ts';
import { wantsColor } from '../wants-color.ts';
import { readBaseline, writeBaseline } from './baseline-file.ts';
import { writeCheckGcc, writeProblemsGcc } from './check-gcc.ts';
import { writeCheckAnnotations } from './check-github.ts';
import { writeCheckJson } from './check-json.ts';
import { writeCheckLsp } from './check-lsp.ts';
import { isOpen, summarize, type CheckReport } from './check-report.ts';
import { writeCheckSarif } from './check-sarif.ts';
import { commentNotes, staleNotes, unsureNotes, writeCheckNotes } from './check-notes.ts';
import { writeCheckText } from './check-text.ts';
import { nextStep } from './next-step.ts';
import { placeProblem } from './place-problem.ts';
import {
  lintChecked,
  readChecked,
  withCheckedFlags,
  type Checked,
  type CheckedFlags,
} from '../read-checked.ts';
import type { ReadSubgraph } from '../read-subgraphs.ts';
import { fixFindings } from '../fix-findings.ts';
import { fixLines, fixPatch } from './print-fixes.ts';
import { writeSources } from '../write-sources.ts';
import { endProcess } from '../../end-process.ts';
import { printLines } from '../../print-lines.ts';
import { exitOnMisuse } from '../../exit-on-misuse.ts';
import { printProblems, reportProblems } from '../../report-problems.ts';
import { writeOutput } from '../../write-output.ts';

interface CheckFlags extends CheckedFlags {
  readonly format: string;
  readonly failOn?: string;
  readonly baseline?: string;
  readonly writeBaseline?: true;
  readonly fix?: true;
  readonly dryRun?: true;
  readonly rules?: true;
}

/** Exit code of errors, or of warnings with `--fail-on warning`. */
const NOT_CLEAN = 1;

/** Exit code if nothing could be checked. */
const NOT_CHECKED = 2;

/** `phi-gateway check`: exit code 0 clean (warnings allowed), 1 errors, 2 nothing could be checked. */
export function checkCommand(): Command {
  return withCheckedFlags(exitOnMisuse(new Command('check'), NOT_CHECKED))
    .option('--format <format>', FORMATS.join(', '), 'text')
    .option(
      '--fail-on <severity>',
      `${SEVERITIES.join(' or ')}: least severity that makes the exit code 1 (default: error; with --baseline: warning)`,
    )
    .option('--baseline <file>', 'a JSON file with warnings to accept: only others are reported')
    .option('--write-baseline', 'write all present warnings to the file of --baseline')
    .option('--fix', 'write the suggested marks into the schema files, with roles left to fill in')
    .option('--dry-run', 'with --fix: print the changes as a patch and write nothing')
    .option('--rules', 'explain every rule and check nothing')
    .addHelpText('after', EXAMPLE)
    .action(async (args: readonly string[], flags: CheckFlags) => {
      const run = async () => {
        if (flags.rules) await writeOutput([rulesText()]);
        else await check(args, flags);
      };
      await reportProblems(NOT_CHECKED, run, async (problems) => {
        printProblemsIn(flags, problems);
        if (flags.format === 'lsp') await writeOutput([print(NOTHING_READ, problems, flags)]);
      });
      await endProcess();
    });
}

const FORMATS = ['text', 'json', 'sarif', 'github', 'gcc', 'lsp'] as const;
const SEVERITIES: readonly Severity[] = ['error', 'warning'];

const EXAMPLE = `
Example, in CI:
  phi-gateway check --config gateway.yaml --fail-on warning patients.graphql claims=https://claims.internal/graphql

Begin with a graph that has warnings, and fail only on new ones:
  phi-gateway check --baseline phi-baseline.json --write-baseline 'patients=src/**/*.graphql'
  phi-gateway check --baseline phi-baseline.json 'patients=src/**/*.graphql'

A warning may stand with a reason, in a comment above the definition:
  # phi-gateway-ignore PHI_UNMARKED: The front desk's phone, no patient's.
  phone: String
`;

async function check(args: readonly string[], flags: CheckFlags): Promise<void> {
  const checked = await readChecked('check', args, flags);
  const { subgraphs, unserved } = checked;
  const baseline = await collectProblems(() => entriesOf(flags));
  const problems = [...flagProblems(flags), ...baseline.problems, ...checked.problems];
  if (problems.length > 0 || subgraphs === null) throw new StartError([...problems, ...unserved]);

  const isReported = (each: Finding) => isSure(each, checked.least);
  if (flags.fix) {
    const fixed = fixFindings(subgraphs, (texts) =>
      openFindings(lintChecked(texts, checked).findings.filter(isReported), baseline.value),
    );
    if (!flags.dryRun) writeSources(fixed.edited.flatMap(({ files }) => files));
    printToStderr(fixLines(fixed, flags.dryRun === true));
    if (flags.dryRun) return writeOutput([fixPatch(fixed)]);
    await reportFindings(
      fixed.edited.map(({ subgraph }) => subgraph),
      { checked, isReported, baseline: baseline.value, args, flags },
    );
    return;
  }
  await reportFindings(subgraphs, { checked, isReported, baseline: baseline.value, args, flags });
}

/** Checks the schemas, prints the report and sets the exit code. */
async function reportFindings(
  subgraphs: readonly ReadSubgraph[],
  {
    checked,
    isReported,
    baseline,
    args,
    flags,
  }: {
    readonly checked: Checked;
    readonly isReported: (finding: Finding) => boolean;
    readonly baseline: readonly BaselineEntry[] | null;
    readonly args: readonly string[];
    readonly flags: CheckFlags;
  },
): Promise<void> {
  const { unserved } = checked;
  const { findings: found, persons } = lintChecked(subgraphs, checked);
  const findings = found.filter(isReported);
  let entries = baseline;
  if (flags.baseline !== undefined && flags.writeBaseline) {
    // Of a schema that can't be parsed, only that is found: the baseline would lose all of its warnings.
    if (parseSubgraphs(subgraphs).problems.length > 0) {
      printProblems([`${flags.baseline} is not written: a schema is not valid.`]);
    } else {
      entries = baselineOf(findings);
      writeBaseline(flags.baseline, entries);
    }
  }
  const result = reportOn(subgraphs, { checked, found, persons, findings, entries, flags });
  const problems = notReported(unserved, result);
  printProblemsIn(flags, problems);
  await writeOutput([print(result, problems, flags, nextStep(result, args, flags))]);
  const { errors, warnings } = summarize(result);
  const failOn = flags.failOn ?? (flags.baseline === undefined ? 'error' : 'warning');
  process.exitCode =
    errors + unserved.length > 0 || (failOn === 'warning' && warnings > 0) ? NOT_CLEAN : 0;
}

/** Prints what keeps the graph from being checked or served. Editors that read GCC's messages need it in that form. */
function printProblemsIn({ format, config }: CheckFlags, problems: readonly string[]): void {
  if (format !== 'gcc') return printProblems(problems);
  process.stderr.write(writeProblemsGcc(problems.map((each) => placeProblem(each, config))));
}

function printToStderr(lines: readonly string[]): void {
  process.stderr.write(printLines(lines));
}

/** The findings that are neither suppressed nor in the baseline. */
function openFindings(
  findings: readonly Finding[],
  entries: readonly BaselineEntry[] | null,
): readonly Finding[] {
  const known = entries && compareBaseline(findings, entries).known;
  return findings.filter((finding) => isOpen(finding, { known }));
}

function flagProblems({ format, failOn, ...flags }: CheckFlags): string[] {
  return [
    ...oneOf('--format', format, FORMATS),
    ...(failOn === undefined ? [] : oneOf('--fail-on', failOn, SEVERITIES)),
    ...(flags.writeBaseline && flags.baseline === undefined
      ? ['--write-baseline: writes which file? Give --baseline FILE too.']
      : []),
    ...(flags.fix && flags.writeBaseline
      ? ['--fix, --write-baseline: do one after the other.']
      : []),
    ...(flags.dryRun && !flags.fix ? ['--dry-run: goes with --fix.'] : []),
  ];
}

function oneOf(flag: string, value: string, words: readonly string[]): string[] {
  return words.includes(value) ? [] : [`${flag}: must be one of ${words.join(', ')}.`];
}

/** The entries of the baseline; null if there is none to compare with. */
function entriesOf({ baseline, writeBaseline: isWritten }: CheckFlags) {
  return baseline === undefined || isWritten ? null : readBaseline(baseline);
}

/** The problems that the report doesn't already contain, such as marks that can't be composed. */
function notReported(problems: readonly string[], { findings }: CheckReport): readonly string[] {
  return problems.filter((line) => !findings.some(({ message }) => line.includes(message)));
}

/** The manual of all rules: code, default severity, title and help. */
function rulesText(): string {
  return RULES.map(
    ({ code, severity, title, help }) => `${code} (${severity})\n${title}.\n\n${help}\n`,
  ).join('\n\n');
}

/** The report if no schema could be read. */
const NOTHING_READ: CheckReport = {
  findings: [],
  known: null,
  sources: new Map(),
  size: measureGraph([]),
  notes: [],
};

interface Reported {
  readonly checked: Checked;
  /** Every finding. */
  readonly found: readonly Finding[];
  readonly persons: LintReport['persons'];
  /** Those that are as sure as demanded. */
  readonly findings: readonly Finding[];
  readonly entries: readonly BaselineEntry[] | null;
  readonly flags: CheckFlags;
}

function reportOn(
  subgraphs: readonly ReadSubgraph[],
  { checked, found, persons, findings, entries, flags }: Reported,
): CheckReport {
  const compared = entries && compareBaseline(found, entries);
  const known = compared && new Set(findings.filter((each) => compared.known.has(each)));
  const parsed = parseSubgraphs(subgraphs);
  return {
    findings,
    known,
    sources: new Map(subgraphs.map(({ name, sdl, files, url }) => [name, { sdl, files, url }])),
    size: measureGraph(parsed.documents.map(({ document }) => document)),
    notes: [
      ...writeCheckNotes(parsed, checked, persons),
      ...unsureNotes(found.length - findings.length, checked.least),
      ...commentNotes(
        subgraphs,
        findings.filter((each) => isOpen(each, { known })),
      ),
      ...staleNotes(found, compared?.stale ?? [], flags.baseline ?? ''),
    ],
  };
}

function print(
  report: CheckReport,
  problems: readonly string[],
  { format, config }: CheckFlags,
  next: string | null = null,
): string {
  // In a GitHub job this is the root of the checkout, to which annotations are relative; the job may run in a folder of it.
  const root = process.env['GITHUB_WORKSPACE'] ?? process.cwd();
  switch (format) {
    case 'json':
      return writeCheckJson(report);
    case 'sarif':
      return writeCheckSarif(report, { version: readVersion(), root });
    case 'github':
      return writeCheckAnnotations(report, root);
    case 'gcc':
      return writeCheckGcc(report);
    case 'lsp':
      return writeCheckLsp(report, {
        config,
        problems: problems.map((each) => placeProblem(each, config)),
      });
    default:
      return writeCheckText(report, { next, inColor: wantsColor(process.stdout, process.env) });
  }
}
