import { summarize, type CheckReport } from './check-report.ts';

/** A report as one JSON document, suppressed findings included. */
export function writeCheckJson(report: CheckReport): string {
  const findings = report.findings.map((finding) => ({
    code: finding.code,
    severity: finding.severity,
    subgraph: finding.subgraph,
    file: report.sources.get(finding.subgraph ?? '')?.at ?? null,
    line: finding.line,
    column: finding.column,
    coordinate: finding.coordinate,
    message: finding.message,
    fix: finding.fix,
    confidence: finding.evidence?.confidence ?? null,
    signs: finding.evidence?.signs ?? [],
    suppressed: finding.suppressed,
  }));
  const subgraphs = [...report.sources].map(([name, source]) => ({ name, source: source.at }));
  const document = { summary: summarize(report), subgraphs, notes: report.notes, findings };
  return `${JSON.stringify(document, null, 2)}\n`;
}
