import type { ReportRequest } from './report-request.ts';
import type { Report } from './report.ts';
import type { RowOrder } from './row-order.ts';

/** Combines a report with a filter and an order that were parsed by the report's own declarations. */
export function createReportRequest(
  report: Report,
  filter: object,
  order: RowOrder<string>,
): ReportRequest {
  const { filterType, source } = report;
  return { filterType, source, report, filter, order } as ReportRequest;
}
