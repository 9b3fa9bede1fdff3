import { Command, Option } from 'commander';
import { REPORTS } from '../../../reports/catalog/reports.ts';
import { DEFAULT_DATABASE } from '../../../audit/store/ledger-location.ts';
import { readReadable } from '../read-location.ts';
import { printProof } from '../print-proof.ts';
import { NOT_DONE } from '../exit-codes.ts';
import { reportLedgerProblems } from '../report-ledger-problems.ts';
import { FILTER_FLAGS } from './filter-flags.ts';
import { printAccessLetter } from './print-access-letter.ts';
import { printAccount } from './print-account.ts';
import { printCertificate } from './print-certificate.ts';
import { printRows } from './print-rows.ts';
import { printUnusual } from './print-cases.ts';
import { parseReportFlags, type TerminalRequest, type TypedFlags } from './parse-report-flags.ts';

/** The flags in addition to the filter. */
interface ReportFlags {
  readonly db: string;
  readonly index?: string;
  readonly complete?: true;
  readonly patientSystem?: string;
  readonly width?: string;
}

/** `phi-gateway audit report`: every report on the ledger, with or without a running gateway. */
export function auditReportCommand(): Command {
  const command = new Command('report')
    .argument('[name]', 'which report; see below')
    .option('--db <path|url>', 'the ledger, or the directory of an export', DEFAULT_DATABASE);
  for (const { flag, text, opposite } of FILTER_FLAGS) {
    command.option(flag, text);
    if (opposite !== null) command.option(opposite.flag, opposite.text);
  }
  return command
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
    .action((name: string | undefined, flags: ReportFlags & TypedFlags) =>
      reportLedgerProblems(NOT_DONE, () => print(parseReportFlags(name, flags), flags)),
    );
}

/** The formats of all reports. */
const FORMATS = [...new Set(['table', ...REPORTS.flatMap(({ formats }) => formats)])];

function listReports(): string {
  const width = Math.max(...REPORTS.map(({ name }) => name.length));
  const lines = REPORTS.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`);
  return `\nReports:\n${lines.join('\n')}`;
}

async function print(asked: TerminalRequest, flags: ReportFlags): Promise<void> {
  const isComplete = flags.complete === true;
  const index = flags.index ?? null;
  const patientSystem = flags.patientSystem ?? null;
  const width = readWidth(flags.width);
  if (asked.source === 'cases' || asked.source === 'reviews') {
    return printUnusual(asked, { db: flags.db, index, complete: isComplete, patientSystem, width });
  }
  const location = readReadable(flags.db);
  const { format, filter } = asked;
  const { patient = '', since = null, until = null } = filter;
  switch (asked.source) {
    case 'account':
      return printAccount({ location, patient, since, until, format, width });
    case 'access':
    case 'notice':
      return printAccessLetter(asked.source, { location, patient, since, until, format });
    case 'certificate':
      return printCertificate(location, format);
    case 'proof':
      return printProof({ location, patient, since, until });
    case 'events':
    case 'changes':
    case 'unknown outcomes':
      return printRows(asked, { location, index, complete: isComplete, patientSystem, width });
    default:
      return asked satisfies never;
  }
}

/** Null, which cuts nothing, without the flag and a terminal. */
function readWidth(text: string | undefined): number | null {
  if (text !== undefined) return Number(text);
  return process.stdout.isTTY ? process.stdout.columns : null;
}
