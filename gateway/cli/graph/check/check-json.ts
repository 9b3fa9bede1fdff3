import { categoriesOf } from '../../../../schema/lint/finding.ts';
import { isOpen, placeOf, summarize, type CheckReport } from './check-report.ts';

/** A report as one JSON document, findings that are suppressed or in the baseline included. */
export function writeCheckJson(report: CheckReport): string {
  const findings = report.findings.map((finding) => {
    const { source, line, column } = placeOf(finding, report);
    return {
      code: finding.code,
      severity: finding.severity,
      subgraph: finding.subgraph,
      file: source,
      line,
      column,
      coordinate: finding.coordinate,
      message: finding.message,
      fix: finding.fix,
      categories: categoriesOf(finding),
      confidence: finding.evidence?.confidence ?? null,
      signs: finding.evidence?.signs ?? [],
      suppressed: finding.suppressed,
      inBaseline: finding.suppressed === null && !isOpen(finding, report),
    };
  });
  const subgraphs = [...report.sources].map(([name, { files, url }]) => ({
    name,
    files: files.map(({ path }) => path),
    url: files.length > 0 ? null : url,
  }));
  const { size, notes } = report;
  const document = { summary: summarize(report), subgraphs, size, notes, findings };
  return `${JSON.stringify(document, null, 2)}\n`;
}
