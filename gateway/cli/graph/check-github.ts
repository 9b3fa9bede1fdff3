import type { Finding } from '../../../schema/lint/finding.ts';
import { evidenceText, summaryLine, type CheckReport } from './check-report.ts';
import { sourcePath } from './source-path.ts';
import { escapeData, workflowCommand } from './workflow-command.ts';

/**
 * A report as GitHub's workflow commands, one per line. GitHub shows them beside the lines of a pull request.
 * Suppressed findings are left out.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function writeCheckAnnotations(report: CheckReport, root: string): string {
  const lines = [
    ...report.findings
      .filter((finding) => finding.suppressed === null)
      .map((finding) => findingCommand(finding, report, root)),
    ...report.notes.map((note) => workflowCommand('notice', {}, note)),
    escapeData(summaryLine(report)),
  ];
  return `${lines.join('\n')}\n`;
}

function findingCommand(finding: Finding, { sources }: CheckReport, root: string): string {
  const source = sources.get(finding.subgraph ?? '');
  const isFile = source?.kind === 'file';
  return workflowCommand(
    finding.severity,
    {
      file: isFile ? sourcePath(source, root) : null,
      line: isFile ? finding.line : null,
      col: isFile ? finding.column : null,
      title: finding.code,
    },
    [
      finding.message,
      finding.fix,
      ...(finding.evidence ? [evidenceText(finding.evidence)] : []),
    ].join('\n'),
  );
}
