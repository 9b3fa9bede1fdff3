import { hash } from 'node:crypto';
import { writeCanonical } from '../../../audit/record/canonical/canonical-json.ts';
import { describeActor } from '../../../audit/record/describe-actor.ts';
import type { AuditRecord } from '../../../audit/record/record.ts';
import type { FaultCode } from '../../../platform/faults.ts';
import type { RequestContext } from '../../../platform/request-context.ts';
import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import type { ExportRequest } from './parse-export-request.ts';

/**
 * The record of an export: caller, report, format, filters and patient. The hash covers the report, the format, the names of
 * the filters and the order: neither the caller nor any value. `lookups` are the arguments of the directory that took the
 * ids of the people named in a letter.
 */
export function describeExport(
  context: RequestContext,
  { filterType, report, format, filter, order }: ExportRequest,
  outcome: 'permit' | 'deny',
  lookups: readonly string[] = [],
): AuditRecord {
  const { requestId, traceId, received } = context;
  const filters = Object.keys(filter).toSorted();
  const hashed = { export: report.name, format, filters, by: order.by, to: order.direction };
  return {
    kind: 'audit.read',
    action: 'R',
    outcome,
    reason: outcome === 'deny' ? ('FORBIDDEN' satisfies FaultCode) : null,
    received,
    ...describeActor(context),
    operation: {
      name: 'export',
      kind: 'query',
      hash: hash('sha256', writeCanonical(hashed)),
      variables: [],
      requestId,
      traceId,
    },
    accesses: [],
    denied:
      outcome === 'deny' ? [{ coordinate: `Export.${report.name}`, reason: 'role', count: 1 }] : [],
    arguments: [...filters.map((name) => `${filterType}.${name}`), ...lookups].toSorted(),
    patients: filter.patient === undefined || isPlaceholder(filter.patient) ? [] : [filter.patient],
    breakGlass: null,
    details: {
      reports: report.name,
      format,
      order: `${order.by} ${order.direction}`,
    },
  };
}
