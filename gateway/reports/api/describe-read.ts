import { describeActor } from '../../audit/record/describe-actor.ts';
import type { AuditRecord } from '../../audit/record/record.ts';
import type { KnownOperation } from '../../pipeline/operation/find-operation.ts';
import type { ReportContext } from './report-context.ts';

/**
 * The record of a request for reports: caller, reports, filters and patients, or what was denied. Null for a request
 * that neither read nor was denied anything.
 */
export function describeRead(
  { request, asked }: ReportContext,
  operation: KnownOperation,
  hasFailed: boolean,
): AuditRecord | null {
  const { reports, filters, patients, denied } = asked.facts();
  if (reports.length + denied.length === 0) return null;
  const { requestId, traceId, received } = request;
  return {
    kind: 'audit.read',
    action: operation.kind === 'mutation' ? 'E' : 'R',
    outcome: outcomeOf(reports.length > 0, denied.length > 0, hasFailed),
    reason: null,
    received,
    ...describeActor(request),
    operation: {
      name: operation.name,
      kind: operation.kind,
      hash: operation.hash,
      variables: operation.variableNames,
      requestId,
      traceId,
    },
    accesses: [],
    denied: denied.map((entry) => ({ ...entry, reason: 'role' })),
    // Filters of cases and reviews are named with their type.
    arguments: filters.map((name) => (name.includes('.') ? name : `EventFilter.${name}`)),
    patients,
    breakGlass: null,
    details: reports.length === 0 ? null : { reports: reports.join(',') },
  };
}

function outcomeOf(isRead: boolean, isDenied: boolean, hasFailed: boolean): AuditRecord['outcome'] {
  if (isDenied) return isRead ? 'partial' : 'deny';
  return hasFailed ? 'error' : 'permit';
}
