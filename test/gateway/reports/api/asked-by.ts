import type { ReportContext } from '../../../../gateway/reports/api/report-context.ts';

/** The context of a report that a caller asks for, as far as queues and costs need it. */
export function askedBy(subject: string): ReportContext {
  const caller = { issuer: 'https://issuer.example', subject };
  const asked = { read: () => undefined, spend: () => undefined };
  return { request: { caller }, asked } as unknown as ReportContext;
}
