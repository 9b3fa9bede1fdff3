import { eventId, splitEventId } from '../../catalog/event-id.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { sql } from '../../../platform/kysely.ts';
import type { Coding } from '../../formats/fhir/audit-event.ts';
import { findNumbers } from '../../index/dictionary.ts';
import { type IndexDatabase } from '../../index/index-tables.ts';
import type { TreeAt } from '../../index/prove-leaves.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents, type Refusal } from '../../query/show-events.ts';
import type { FhirOptions } from '../../formats/fhir/fhir-writer.ts';
import { reportedEvents, type ReportedEvent } from '../../query/reported-event.ts';
import { assertFewRows } from '../../catalog/request-fault.ts';
import type { CaseNode, ReviewNode } from './case-node.ts';

/** A record to export as evidence. */
export interface EvidenceLeaf {
  readonly leaf: number;
  /** Only this patient's rows of the record; null for all rows. */
  readonly patient: string | null;
  /** Names the case in the exported FHIR resource. */
  readonly tag: Coding;
}

const CASE_SYSTEM = 'urn:phi-gateway:case';

/** Returns the records that are evidence for cases. */
export function leavesOfCases(cases: readonly CaseNode[]): readonly EvidenceLeaf[] {
  return cases.flatMap(({ id, patient, leaves, reasons }) => {
    const display = reasons.map(({ rule }) => rule).join(', ');
    const tag = { system: CASE_SYSTEM, code: id, display };
    return leaves.map((leaf) => ({ leaf, patient, tag }));
  });
}

/** Returns the records of reviews. */
export function leavesOfReviews(reviews: readonly ReviewNode[]): readonly EvidenceLeaf[] {
  return reviews.map(({ leaf, patient, verdict, case: code }) => ({
    leaf,
    patient,
    tag: { system: CASE_SYSTEM, code, display: verdict },
  }));
}

/** The events of evidence records. */
export interface CaseEvidence {
  /** Rows of the index. */
  readonly count: number;
  /** Options for the FHIR writer: all rows of each record, tagged with their cases. */
  readonly written: Required<Pick<FhirOptions, 'choice' | 'tagsOf'>>;
  /** Yields `refusedCases` first, then the events in chunks, each proven against the current ledger. */
  pieces(refusedCases: readonly Refusal[]): AsyncGenerator<{
    readonly rows: readonly ReportedEvent[];
    readonly refused: readonly Refusal[];
  }>;
}

export interface EvidenceSources {
  readonly database: IndexDatabase;
  readonly reader: LedgerReader;
  readonly tree: TreeAt;
  /** Rows allowed. */
  readonly maxRows: number;
}

/** Rows that are proven together. */
const PROOF_BATCH = 250;

/**
 * Opens the events of these records, in the order of the ledger. Throws `OPERATION_TOO_COMPLEX` for more than
 * `maxRows` rows.
 */
export async function openEvidence(
  evidence: readonly EvidenceLeaf[],
  { database, reader, tree, maxRows }: EvidenceSources,
): Promise<CaseEvidence> {
  const tagsById = await findRows(database, evidence, maxRows);
  const ids = [...tagsById.keys()];
  // All rows of a record, not only those that match a filter.
  const choice = { filter: {}, isNarrow: false };
  const tagsOf = ({ facts, place }: ReportedEvent) =>
    tagsById.get(eventId(facts.index, place)) ?? [];
  return {
    count: ids.length,
    written: { choice, tagsOf },
    async *pieces(refusedCases) {
      if (refusedCases.length > 0) yield { rows: [], refused: refusedCases };
      for (let at = 0; at < ids.length; at += PROOF_BATCH) {
        const events = await readEvents(database, ids.slice(at, at + PROOF_BATCH));
        const parts = { database, reader, tree, filter: {} };
        const { events: shown, refused } = await showEvents(events, parts);
        yield { rows: await reportedEvents(reader, shown, { choice, unreleased: [] }), refused };
      }
    },
  };
}

/** Records that one statement looks up. */
const LOOKUP_BATCH = 100;

/** Returns the ids of the rows of evidence records, in the order of the ledger, each with its tags. */
async function findRows(
  database: IndexDatabase,
  evidence: readonly EvidenceLeaf[],
  maxRows: number,
): Promise<ReadonlyMap<number, readonly Coding[]>> {
  const patients = new Set(evidence.flatMap(({ patient }) => patient ?? []));
  const numbers = await findNumbers(database, 'patients', [...patients]);
  // Leaf → number of the patient, or null for all → tags. A record that lists several patients can be evidence for a
  // case of each of them.
  const tagsOf = new Map<number, Map<number | null, Coding[]>>();
  for (const { leaf, patient, tag } of evidence) {
    const number = patient === null ? null : numbers.get(patient);
    if (number === undefined) continue;
    const tags = tagsOf.get(leaf) ?? new Map<number | null, Coding[]>();
    tagsOf.set(leaf, tags.set(number, [...(tags.get(number) ?? []), tag]));
  }
  const leaves = [...tagsOf.keys()].toSorted((a, b) => a - b);
  const rows = new Map<number, readonly Coding[]>();
  for (let at = 0; at < leaves.length; at += LOOKUP_BATCH) {
    for (const { id, patient } of await rowsOf(database, leaves.slice(at, at + LOOKUP_BATCH))) {
      const tags = tagsOf.get(splitEventId(id).leaf);
      const ofAll = tags?.get(null) ?? [];
      const ofRow = patient === null ? ofAll : [...ofAll, ...(tags?.get(patient) ?? [])];
      if (ofRow.length > 0) rows.set(id, ofRow);
    }
    assertFewRows(rows.size, maxRows);
  }
  return rows;
}

/**
 * Joins with the ranges of the leaves: an OR over so many ranges would be evaluated for each row of the index. Both
 * databases name the columns of VALUES `column1` and `column2`.
 */
function rowsOf(database: IndexDatabase, leaves: readonly number[]) {
  const ranges = leaves.map(
    (leaf) => sql`(${sql.lit(eventId(leaf, 0))}, ${sql.lit(eventId(leaf + 1, 0))})`,
  );
  return database
    .selectFrom(
      sql<{ column1: number; column2: number }>`(VALUES ${sql.join(ranges)})`.as('evidence'),
    )
    .innerJoin('events', (join) =>
      join.onRef('events.id', '>=', 'evidence.column1').onRef('events.id', '<', 'evidence.column2'),
    )
    .select(['events.id', 'events.patient'])
    .orderBy('events.id')
    .execute();
}
