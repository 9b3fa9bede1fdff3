import type { Finding } from '../../../../schema/lint/finding.ts';
import { evidenceText, isOpen, placeOf, summaryLine, type CheckReport } from './check-report.ts';
import { sourcePath } from '../source-path.ts';
import { escapeData, workflowCommand } from '../workflow-command.ts';

/**
 * A report as GitHub's workflow commands, one per line. GitHub shows them beside the lines of a pull request.
 * Findings that are suppressed or in the baseline are left out.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function writeCheckAnnotations(report: CheckReport, root: string): string {
  const lines = [
    ...report.findings
      .filter((finding) => isOpen(finding, report))
      .map((finding) => findingCommand(finding, report, root)),
    ...report.notes.map((note) => workflowCommand('notice', {}, note)),
    escapeData(summaryLine(report)),
  ];
  return `${lines.join('\n')}\n`;
}

function findingCommand(finding: Finding, report: CheckReport, root: string): string {
  const { source, isFile, line, column } = placeOf(finding, report);
  return workflowCommand(
    finding.severity,
    {
      file: isFile && source !== null ? sourcePath(source, root) : null,
      line: isFile ? line : null,
      col: isFile ? column : null,
      title: finding.code,
    },
    [
      finding.message,
      finding.fix,
      ...(finding.evidence ? [evidenceText(finding.evidence)] : []),
    ].join('\n'),
  );
}
