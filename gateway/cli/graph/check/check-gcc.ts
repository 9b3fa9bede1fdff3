import { printable } from '../../../../schema/printable.ts';
import type { Finding } from '../../../../schema/lint/finding.ts';
import { isOpen, placeOf, summaryLine, type CheckReport } from './check-report.ts';

/**
 * A report with one line for each finding, in the form of GCC's messages, which editors and Git hooks read:
 * `src/patients.graphql:3:5: warning: Patient.ssn looks like PHI … [PHI_UNMARKED]`. Findings that are suppressed or in the
 * baseline are left out.
 * https://www.gnu.org/prep/standards/html_node/Errors.html
 */
export function writeCheckGcc(report: CheckReport): string {
  const lines = [
    ...report.findings
      .filter((finding) => isOpen(finding, report))
      .map((finding) => findingLine(finding, report)),
    ...report.notes.map((note) => `note: ${note}`),
    summaryLine(report),
  ];
  return `${lines.map((line) => printable(line.replaceAll(/\s*[\n\r]\s*/g, ' '))).join('\n')}\n`;
}

function findingLine(finding: Finding, report: CheckReport): string {
  const { severity, message, fix, code } = finding;
  const { source, isFile, line, column } = placeOf(finding, report);
  const place = isFile ? `${source}:${line ?? 1}:${column ?? 1}` : (source ?? 'phi-gateway');
  return `${place}: ${severity}: ${message} ${fix} [${code}]`;
}
