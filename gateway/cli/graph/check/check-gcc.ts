import type { Finding } from '../../../../schema/lint/finding.ts';
import { printLines } from '../../print-lines.ts';
import { firstFile, isOpen, placeOf, summaryLine, type CheckReport } from './check-report.ts';
import { CONFIGURATION, type PlacedProblem } from './place-problem.ts';

/**
 * A report with one line for each finding, in the form of GCC's messages, which editors and Git hooks read:
 * `src/patients.graphql:3:5: warning: Patient.ssn looks like PHI … [PHI_UNMARKED]`. A finding about the graph as a whole is at
 * the start of the first file. Findings that are suppressed or in the baseline are left out.
 * https://www.gnu.org/prep/standards/html_node/Errors.html
 */
export function writeCheckGcc(report: CheckReport): string {
  return printOneLineEach([
    ...report.findings
      .filter((finding) => isOpen(finding, report))
      .map((finding) => findingLine(finding, report)),
    ...report.notes.map((note) => `note: ${note}`),
    summaryLine(report),
  ]);
}

/** What keeps a graph from being checked or served, in the same form: `gateway.yaml:3:1: error: … [CONFIGURATION]`. */
export function writeProblemsGcc(problems: readonly PlacedProblem[]): string {
  return printOneLineEach(
    problems.map(({ file, line, column, message }) => {
      const place = file === null ? 'phi-gateway' : `${file}:${line}:${column}`;
      return `${place}: error: ${message} [${CONFIGURATION}]`;
    }),
  );
}

function printOneLineEach(texts: readonly string[]): string {
  return printLines(texts.map((text) => text.replaceAll(/\s*[\n\r]\s*/g, ' ')));
}

function findingLine(finding: Finding, report: CheckReport): string {
  const { severity, message, fix, code } = finding;
  const { source, isFile, line, column } = placeOf(finding, report);
  const file = isFile ? source : source === null && firstFile(report);
  const place = file ? `${file}:${line ?? 1}:${column ?? 1}` : (source ?? 'phi-gateway');
  return `${place}: ${severity}: ${message} ${fix} [${code}]`;
}
