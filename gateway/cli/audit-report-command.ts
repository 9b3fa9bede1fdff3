import { Command, Option } from 'commander';
import { StartError } from '../errors.ts';
import { formatReport, REPORT_FORMATS } from '../audit/report/format-report.ts';
import type { ReportSubject } from '../audit/report/report-rows.ts';
import { ACCOUNT_FORMATS } from '../reports/disclosures/format-account.ts';
import { printDamaged } from './audit-damaged.ts';
import { readDate } from './audit-date.ts';
import { EVENT_FORMATS, exportEvents } from './audit-export-events.ts';
import { DEFAULT_DATABASE, readReadable } from './audit-location.ts';
import { tellPruned } from './audit-pruned.ts';
import { printAccount } from './audit-print-account.ts';
import { printUnusual, type UnusualFlags } from './audit-report-unusual.ts';
import { readReport } from './audit-report-indexed.ts';
import { reportProblems } from './report-problems.ts';
import { writeOutput } from './write-output.ts';

interface ReportFlags extends UnusualFlags {
  readonly db: string;
  readonly patient?: string;
  readonly actor?: string;
  readonly field?: string;
  readonly denied?: true;
  readonly breakGlass?: true;
  readonly disclosures?: true;
  readonly since?: string;
  readonly until?: string;
  readonly index?: string;
  readonly complete?: true;
  readonly format: string;
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
    .option('--disclosures', "the accounting of a patient's disclosures, with --patient")
    .option('--unusual', 'cases of unusual access, of 30 days unless --since says otherwise')
    .option('--reviews', 'what was signed off, by whom and with which note')
    .option('--rule <RULE>', 'with --unusual, what this rule finds')
    .option('--state <STATE>', 'with --unusual, OPEN, SIGNED_OFF or REOPENED cases')
    .option('--since <date>', 'from this ISO date or time on (UTC)')
    .option('--until <date>', 'up to this ISO date or time, a whole day included (UTC)')
    .option(
      '--index <path|url>',
      'its report index (default: the path of the ledger with .index, or its database, where there is one)',
    )
    .option('--complete', 'compare the index with the whole ledger: nothing is left out')
    .addOption(new Option('--format <format>').choices(FORMATS).default('table'))
    .action((flags: ReportFlags) => reportProblems(1, () => report(flags)));
}

/** Of all reports. */
const FORMATS = [...new Set([...REPORT_FORMATS, ...EVENT_FORMATS, ...ACCOUNT_FORMATS])];

async function report(flags: ReportFlags): Promise<void> {
  if (flags.unusual === true || flags.reviews === true) return printUnusual(flags);
  const location = readReadable(flags.db);
  const by = readSubject(flags);
  const period = {
    since: flags.since === undefined ? null : readDate(flags.since, 'start'),
    until: flags.until === undefined ? null : readDate(flags.until, 'end'),
  };
  const patient = 'patient' in by ? by.patient : null;
  if (flags.disclosures === true) {
    const format = oneOf(ACCOUNT_FORMATS, flags.format);
    if (patient === null || format === null) {
      throw new StartError([`--disclosures takes --patient and ${list(ACCOUNT_FORMATS)}.`]);
    }
    return printAccount({ location, patient, ...period, format });
  }
  const eventFormat = oneOf(EVENT_FORMATS, flags.format);
  if (eventFormat !== null) {
    if (patient === null) throw new StartError([`${list(EVENT_FORMATS)} takes --patient.`]);
    return exportEvents({ location, patient, ...period, format: eventFormat });
  }
  const format = oneOf(REPORT_FORMATS, flags.format);
  if (format === null) throw new StartError([`This report takes ${list(REPORT_FORMATS)}.`]);
  const damaged: number[] = [];
  const onDamaged = (index: number) => damaged.push(index);
  const { rows, statement, problems } = await readReport(
    { location, by, ...period, onDamaged, onPruned: tellPruned },
    { index: flags.index ?? null, complete: flags.complete === true },
  );
  await writeOutput(formatReport(rows, format, { breakGlass: flags.breakGlass === true }));
  if (statement !== null) process.stderr.write(statement);
  const all = [...printDamaged(damaged, location), ...problems()];
  if (all.length > 0) throw new StartError(all);
}

function oneOf<Format extends string>(formats: readonly Format[], text: string): Format | null {
  return formats.find((format) => format === text) ?? null;
}

function list(formats: readonly string[]): string {
  return `--format ${formats.join(', ')}`;
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
