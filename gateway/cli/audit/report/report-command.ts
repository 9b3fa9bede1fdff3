import { Command, Option } from 'commander';
import { NAMED_REPORTS } from '../../../reports/named/named-reports.ts';
import { findUnusualReport, UNUSUAL_REPORTS } from '../../../reports/unusual/unusual-reports.ts';
import { DEFAULT_DATABASE, readReadable } from '../read-location.ts';
import { printAccount } from './print-account.ts';
import { printCertificate } from './print-certificate.ts';
import { printRows } from './print-rows.ts';
import { printProof } from '../prove-command.ts';
import { refuseForeignFlags } from './foreign-flags.ts';
import { printUnusual } from './print-unusual.ts';
import { readReportFlags, type FilterFlags } from './read-report-flags.ts';
import { reportProblems } from '../../report-problems.ts';
import { StartError } from '../../../errors.ts';

interface ReportFlags extends FilterFlags {
  readonly rule?: string;
  readonly state?: string;
  readonly reviewer?: string;
  readonly verdict?: string;
  readonly db: string;
  readonly index?: string;
  readonly complete?: true;
  readonly patientSystem?: string;
  readonly width?: string;
}

/** `phi-gateway audit report`: every report on the ledger, no gateway running or beside one. */
export function auditReportCommand(): Command {
  return new Command('report')
    .argument('[name]', 'which report; see below')
    .option('--db <path|url>', 'the ledger, or the directory of an export', DEFAULT_DATABASE)
    .option('--patient <id>', 'about this patient')
    .option('--actor <subject>', 'by this person or program')
    .option('--field <Type.field>', 'of this field, or of an argument: Type.field(name:)')
    .option('--category <name>', 'of this category, such as MENTAL_HEALTH')
    .option('--kind <kind>', 'of this kind of record, such as access')
    .option('--operation <name>', 'in this operation')
    .option('--purpose <code>', 'for this purpose of use, such as TREAT')
    .option('--outcome <outcome>', 'permit, partial, deny, pending, error or unreleased')
    .option('--relation <relation>', 'by this relation, such as care-team')
    .option('--denied', 'what was denied')
    .option('--no-denied', 'what was not denied')
    .option('--break-glass', 'under a break-glass grant')
    .option('--no-break-glass', 'under none')
    .option('--oversight', 'reports that were read and cases that were signed off')
    .option('--no-oversight', 'all but these')
    .option('--grant <id>', 'under this grant')
    .option('--rule <RULE>', 'of the report unusual: what this rule finds')
    .option('--state <STATE>', 'of the report unusual: OPEN, SIGNED_OFF or REOPENED cases')
    .option('--reviewer <subject>', 'of the report reviews: signed off by this person')
    .option('--verdict <VERDICT>', 'of the report reviews: what was found')
    .option('--since <date>', 'from this ISO date or time on (UTC)')
    .option('--until <date>', 'up to this ISO date or time, a whole day included (UTC)')
    .option('--sort <column>', 'by this column, with :desc behind it for the last first')
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS))
    .option('--patient-system <uri>', "the naming system of the patients' ids, for FHIR")
    .option('--width <columns>', 'columns of a table (default: those of the terminal)')
    .option(
      '--index <path|url>',
      'its report index (default: the path of the ledger with .index, or its database, where there is one)',
    )
    .option('--complete', 'compare the index with the whole ledger: nothing is left out')
    .addOption(new Option('--disclosures', 'the same as the name').hideHelp())
    .addHelpText('after', listReports())
    .action((name: string | undefined, flags: ReportFlags) =>
      reportProblems(1, () => report(name, flags)),
    );
}

/** Of all reports. */
const FORMATS = [...new Set(['table', ...NAMED_REPORTS.flatMap(({ formats }) => formats)])];

function listReports(): string {
  const reports = [...NAMED_REPORTS, ...UNUSUAL_REPORTS];
  const width = Math.max(...reports.map(({ name }) => name.length));
  const lines = reports.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`);
  return `\nReports:\n${lines.join('\n')}`;
}

/** What only the reports on unusual access are asked by. */
const UNUSUAL_FLAGS: ReadonlySet<string> = new Set(['rule', 'state', 'reviewer', 'verdict']);

async function report(name: string | undefined, flags: ReportFlags): Promise<void> {
  const unusual = findUnusualReport(name ?? '');
  if (unusual !== null) return printUnusual(unusual, flags, readWidth(flags.width));
  refuseForeignFlags(name ?? 'asked for', { ...flags }, (flag) => !UNUSUAL_FLAGS.has(flag));
  const location = readReadable(flags.db);
  const asked = readReportFlags(name, flags);
  const { source } = asked.report;
  const isOfEvents = source === 'events';
  if (!isOfEvents && (flags.complete === true || flags.index !== undefined)) {
    throw new StartError([
      `The report ${asked.report.name} reads the ledger itself: leave --index and --complete out.`,
    ]);
  }
  const period = { since: asked.filter.since ?? null, until: asked.filter.until ?? null };
  const patient = asked.filter.patient ?? '';
  switch (source) {
    case 'account':
      return printAccount({
        location,
        patient,
        ...period,
        format: asked.format,
        width: readWidth(flags.width),
      });
    case 'certificate':
      return printCertificate(location, asked.format);
    case 'proof':
      return printProof({ location, patient, ...period });
    case 'events':
    case 'changes':
    case 'unknown outcomes':
      return printRows(asked, {
        location,
        index: flags.index ?? null,
        complete: flags.complete === true,
        patientSystem: flags.patientSystem ?? null,
        width: readWidth(flags.width),
      });
    default:
      return source satisfies never;
  }
}

/** Null where nobody says and nothing is a terminal: then nothing is cut. */
function readWidth(text: string | undefined): number | null {
  if (text === undefined) return process.stdout.isTTY ? process.stdout.columns : null;
  if (/^[1-9]\d{1,3}$/.test(text)) return Number(text);
  throw new StartError(['--width takes a number of columns, from 10 on.']);
}
