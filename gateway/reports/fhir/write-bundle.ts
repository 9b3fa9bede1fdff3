import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { toAuditEvents, type EventFacts } from './to-audit-events.ts';

/** A leaf to export. */
export interface ExportedLeaf {
  readonly leaf: PlainLeaf;
  readonly facts: EventFacts;
}

/** Which events of a leaf are exported: those of one patient, or all. */
export interface ExportScope {
  readonly patient: string | null;
}

/**
 * Leaves as one FHIR Bundle of the type collection, event by event: nothing of it is held in memory. `at` is
 * when it was put together (UTC ms).
 */
export async function* writeBundle(
  leaves: AsyncIterable<ExportedLeaf>,
  { patient, at }: ExportScope & { readonly at: number },
): AsyncGenerator<string> {
  const timestamp = new Date(at).toISOString();
  yield `{"resourceType":"Bundle","type":"collection","timestamp":"${timestamp}"`;
  // FHIR has no empty lists.
  let separator = ',"entry":[\n';
  for await (const { id, text } of eventTexts(leaves, patient)) {
    yield `${separator}{"fullUrl":"urn:uuid:${id}","resource":${text}}`;
    separator = ',\n';
  }
  yield separator === ',\n' ? '\n]}\n' : '}\n';
}

/** The same events, one a line. */
export async function* writeNdjson(
  leaves: AsyncIterable<ExportedLeaf>,
  { patient }: ExportScope,
): AsyncGenerator<string> {
  for await (const { text } of eventTexts(leaves, patient)) yield `${text}\n`;
}

async function* eventTexts(leaves: AsyncIterable<ExportedLeaf>, patient: string | null) {
  for await (const { leaf, facts } of leaves) {
    for (const event of toAuditEvents(leaf, facts, patient))
      yield { id: event.id, text: JSON.stringify(event) };
  }
}
