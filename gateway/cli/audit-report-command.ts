import { Command, Option } from 'commander';
import { printLocation, type ReadableLocation } from '../audit/store/ledger-location.ts';
import { StartError } from '../errors.ts';
import { formatReport, REPORT_FORMATS, type ReportFormat } from '../audit/report/format-report.ts';
import type { ReportSubject } from '../audit/report/report-rows.ts';
import { DEFAULT_DATABASE, readReadable } from './audit-location.ts';
import { readDate } from './audit-date.ts';
import { readReport } from './audit-report-indexed.ts';
import { reportProblems } from './report-problems.ts';
import { writeOutput } from './write-output.ts';

interface ReportFlags {
  readonly db: string;
  readonly patient?: string;
  readonly actor?: string;
  readonly field?: string;
  readonly denied?: true;
  readonly breakGlass?: true;
  readonly since?: string;
  readonly until?: string;
  readonly index?: string;
  readonly complete?: true;
  readonly format: ReportFormat;
}

/** `phi-gateway audit report`: who saw a patient or a field, what somebody saw, what was denied, break-glass. */
export function auditReportCommand(): Command {
  return new Command('report')
    .description('who saw a patient or a field, what somebody saw, what was denied, or break-glass')
    .option('--db <path|url>', 'the ledger, or the directory of an export', DEFAULT_DATABASE)
    .option('--patient <id>', "accesses to this patient's record")
    .option('--actor <subject>', 'what this person saw and was denied')
    .option('--field <Type.field>', 'who saw this field')
    .option('--denied', 'what was denied')
    .option('--break-glass', 'who broke the glass, why, and what they saw by it')
    .option('--since <date>', 'from this ISO date or time on (UTC)')
    .option('--until <date>', 'up to this ISO date or time, a whole day included (UTC)')
    .option(
      '--index <path|url>',
      'its report index (default: the path of the ledger with .index, or its database, where there is one)',
    )
    .option('--complete', 'compare the index with the whole ledger: nothing is left out')
    .addOption(new Option('--format <format>').choices(REPORT_FORMATS).default('table'))
    .action((flags: ReportFlags) => reportProblems(1, () => report(flags)));
}

async function report(flags: ReportFlags): Promise<void> {
  const location = readReadable(flags.db);
  const damaged: number[] = [];
  const options = {
    location,
    by: readSubject(flags),
    since: flags.since === undefined ? null : readDate(flags.since, 'start'),
    until: flags.until === undefined ? null : readDate(flags.until, 'end'),
    onDamaged: (index: number) => damaged.push(index),
  };
  const { rows, statement, problems } = await readReport(options, {
    index: flags.index ?? null,
    complete: flags.complete === true,
  });
  await writeOutput(formatReport(rows, flags.format, { breakGlass: flags.breakGlass === true }));
  if (statement !== null) process.stderr.write(statement);
  const all = [...printDamaged(damaged, location), ...problems()];
  if (all.length > 0) throw new StartError(all);
}

function printDamaged(damaged: readonly number[], location: ReadableLocation): string[] {
  if (damaged.length === 0) return [];
  const count = damaged.length === 1 ? '1 record was' : `${damaged.length} records were`;
  const shown = damaged.slice(0, 10).join(', ');
  return [
    `${count} changed and left out of the report (${shown}). Run: phi-gateway audit verify --db ${printLocation(location)}`,
  ];
}

function readSubject({ patient, actor, field, denied, breakGlass }: ReportFlags): ReportSubject {
  const subjects: ReportSubject[] = [
    ...(patient === undefined ? [] : [{ patient }]),
    ...(actor === undefined ? [] : [{ actor }]),
    ...(field === undefined ? [] : [{ field }]),
    ...(denied === undefined ? [] : [{ denied }]),
    ...(breakGlass === undefined ? [] : [{ breakGlass }]),
  ];
  const [subject] = subjects;
  if (subject === undefined || subjects.length > 1) {
    throw new StartError(['Give one of --patient, --actor, --field, --denied and --break-glass.']);
  }
  return subject;
}
