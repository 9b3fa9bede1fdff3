import type { ReadableLocation } from '../audit/store/ledger-location.ts';
import { writeBundle, writeNdjson, type ExportedLeaf } from '../reports/fhir/write-bundle.ts';
import { openReport, type Report } from '../reports/open-report.ts';
import { assertUndamaged } from './audit-damaged.ts';
import { tellPruned } from './audit-pruned.ts';
import { writeOutput } from './write-output.ts';

/** How events are exported: as one FHIR bundle, or as one FHIR resource a line. */
export const EVENT_FORMATS = ['fhir', 'ndjson'] as const;

/** One of the above. */
export type EventFormat = (typeof EVENT_FORMATS)[number];

/** Whose events, and from when to when. */
export interface EventFlags {
  readonly location: ReadableLocation;
  readonly patient: string;
  /** UTC ms since 1970, both inclusive; null for no limit. */
  readonly since: number | null;
  readonly until: number | null;
  readonly format: EventFormat;
}

/** Writes the accesses to a patient to stdout as FHIR R4 AuditEvents. */
export async function exportEvents(flags: EventFlags): Promise<void> {
  const { location, patient, format } = flags;
  const report = await openReport({ location, mark: JSON.stringify(patient) });
  try {
    const leaves = exportedLeaves(report, flags);
    await writeOutput(
      format === 'fhir'
        ? writeBundle(leaves, { patient, at: Date.now() })
        : writeNdjson(leaves, { patient }),
    );
    tellPruned(report.pruned());
    assertUndamaged(report.damaged, location);
  } finally {
    await report.close();
  }
}

async function* exportedLeaves(
  { ledger: { origin }, leaves }: Report,
  { since, until }: EventFlags,
): AsyncGenerator<ExportedLeaf> {
  for await (const { leaf, ...facts } of leaves) {
    if (leaf.at < (since ?? -Infinity) || leaf.at > (until ?? Infinity)) continue;
    yield { leaf, facts: { ...facts, origin, patientSystem: null } };
  }
}
