import type { Finding } from '../../schema/lint/finding.ts';
import { summaryLine, type CheckReport } from './check-report.ts';
import { sourcePath } from './check-source-path.ts';

/**
 * A report as GitHub's workflow commands, one a line, which show up beside the lines of a pull request.
 * Suppressed findings are left out.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function checkGithub(report: CheckReport, root: string): string {
  const lines = [
    ...report.findings
      .filter((finding) => finding.suppressed === null)
      .map((finding) => findingCommand(finding, report, root)),
    ...report.notes.map((note) => command('notice', {}, note)),
    data(summaryLine(report)),
  ];
  return `${lines.join('\n')}\n`;
}

function findingCommand(finding: Finding, { sources }: CheckReport, root: string): string {
  const source = sources.get(finding.subgraph ?? '');
  const isFile = source?.kind === 'file';
  return command(
    finding.severity,
    {
      file: isFile ? sourcePath(source, root) : null,
      line: isFile ? finding.line : null,
      col: isFile ? finding.column : null,
      title: finding.code,
    },
    `${finding.message}\n${finding.mend}`,
  );
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number | null>>,
  message: string,
): string {
  const given = Object.entries(properties)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${property(String(value))}`);
  const head = given.length > 0 ? `${name} ${given.join(',')}` : name;
  return `::${head}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
