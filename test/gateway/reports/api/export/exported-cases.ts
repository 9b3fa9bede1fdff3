import { expect } from '@jest/globals';
import type { AuditEvent } from '../../../../../gateway/reports/formats/fhir/audit-event.ts';
import { exportReport, linesOf } from '../../../../support/reports/exported.ts';
import { REVIEWER } from '../../../../support/reports/served-reports.ts';
import type { ServedGateway } from '../../../../support/served-gateway.ts';

/** The rows of a JSON file, without its end. */
export async function rowsOf(
  from: ServedGateway,
  body: object,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { status, text } = await exportReport(from, REVIEWER, { ...body, format: 'json' });
  expect(status).toBe(200);
  const items = JSON.parse(text) as readonly Readonly<Record<string, unknown>>[];
  expect(items.at(-1)).toHaveProperty('end');
  return items.slice(0, -1);
}

/** The events in a file of FHIR. */
export function eventsIn(format: string, text: string): readonly AuditEvent[] {
  const resources =
    format === 'fhir'
      ? (
          JSON.parse(text) as { readonly entry: readonly { readonly resource: AuditEvent }[] }
        ).entry.map(({ resource }) => resource)
      : linesOf(text).map((line) => JSON.parse(line) as AuditEvent);
  return resources.filter(({ resourceType }) => resourceType === 'AuditEvent');
}
