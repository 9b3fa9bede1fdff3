import { eventId, placeOf } from '../catalog/event-id.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { sql } from '../../platform/kysely.ts';
import type { Coding } from '../formats/fhir/audit-event.ts';
import { findNumbers } from '../index/dictionary.ts';
import { type IndexDatabase } from '../index/index-tables.ts';
import type { TreeAt } from '../index/prove-leaves.ts';
import { readEvents } from '../query/read-events.ts';
import { showEvents, type Refusal } from '../query/show-events.ts';
import type { FhirOptions } from '../formats/fhir/fhir-writer.ts';
import { eventsShown, type ReportedEvent } from '../query/reported-event.ts';
import { assertFewRows } from '../catalog/request-fault.ts';
import type { CaseNode, ReviewNode } from './case-node.ts';

/** A record that is evidence for a case, and the patient whose share of it is; null for the whole record. */
export interface EvidenceLeaf {
  readonly leaf: number;
  readonly patient: string | null;
  /** The case, as a tag. */
  readonly tag: Coding;
}

const CASE_SYSTEM = 'urn:phi-gateway:case';

/** The evidence for cases. */
export function leavesOfCases(cases: readonly CaseNode[]): readonly EvidenceLeaf[] {
  return cases.flatMap(({ id, patient, leaves, reasons }) => {
    const display = reasons.map(({ rule }) => rule).join(', ');
    const tag = { system: CASE_SYSTEM, code: id, display };
    return leaves.map((leaf) => ({ leaf, patient, tag }));
  });
}

/** The records of reviews. */
export function leavesOfReviews(reviews: readonly ReviewNode[]): readonly EvidenceLeaf[] {
  return reviews.map(({ leaf, patient, verdict, case: code }) => ({
    leaf,
    patient,
    tag: { system: CASE_SYSTEM, code, display: verdict },
  }));
}

/** The events of the evidence for cases. */
export interface CaseEvidence {
  /** Rows of the index. */
  readonly count: number;
  /** Options of the FHIR writer: whole shares of the records, with the tags of their cases. */
  readonly written: Required<Pick<FhirOptions, 'choice' | 'tagsOf'>>;
  /** Reads the events and proves each against the ledger as it is then. Rows that were refused before come first. */
  pieces(refused: readonly Refusal[]): AsyncGenerator<{
    readonly rows: readonly ReportedEvent[];
    readonly refused: readonly Refusal[];
  }>;
}

/** Where the evidence is read. */
export interface EvidenceSources {
  readonly database: IndexDatabase;
  readonly reader: LedgerReader;
  readonly tree: TreeAt;
  /** The maximum number of rows. */
  readonly most: number;
}

/** Rows that are proven together. */
const TOGETHER = 250;

/** Opens the events of these records, in the order of the ledger. Throws `OPERATION_TOO_COMPLEX` for too many rows. */
export async function openEvidence(
  meant: readonly EvidenceLeaf[],
  { database, reader, tree, most }: EvidenceSources,
): Promise<CaseEvidence> {
  const tags = await findRows(database, meant, most);
  const ids = [...tags.keys()];
  const choice = { filter: {}, isNarrow: false };
  const tagsOf = ({ facts, place }: ReportedEvent) => tags.get(eventId(facts.index, place)) ?? [];
  return {
    count: ids.length,
    written: { choice, tagsOf },
    async *pieces(before) {
      if (before.length > 0) yield { rows: [], refused: before };
      for (let at = 0; at < ids.length; at += TOGETHER) {
        const events = await readEvents(database, ids.slice(at, at + TOGETHER));
        const parts = { database, reader, tree, filter: {} };
        const { events: shown, refused } = await showEvents(events, parts);
        yield { rows: await eventsShown(reader, shown, { choice, unreleased: [] }), refused };
      }
    },
  };
}

/** Records per statement. */
const LEAVES = 100;

/** The rows of the records, in the order of the ledger, with their tags. */
async function findRows(
  database: IndexDatabase,
  meant: readonly EvidenceLeaf[],
  most: number,
): Promise<ReadonlyMap<number, readonly Coding[]>> {
  const patients = new Set(meant.flatMap(({ patient }) => patient ?? []));
  const people = await findNumbers(database, 'patients', [...patients]);
  // One record of a long list can be evidence for cases of many patients.
  const shown = new Map<number, Map<number | null, Coding[]>>();
  for (const { leaf, patient, tag } of meant) {
    const whose = patient === null ? null : people.get(patient);
    if (whose === undefined) continue;
    const tags = shown.get(leaf) ?? new Map<number | null, Coding[]>();
    shown.set(leaf, tags.set(whose, [...(tags.get(whose) ?? []), tag]));
  }
  const leaves = [...shown.keys()].toSorted((a, b) => a - b);
  const rows = new Map<number, readonly Coding[]>();
  for (let at = 0; at < leaves.length; at += LEAVES) {
    for (const { id, patient } of await rowsOf(database, leaves.slice(at, at + LEAVES))) {
      const tags = shown.get(placeOf(id).leaf);
      const ofAll = tags?.get(null) ?? [];
      const all = patient === null ? ofAll : [...ofAll, ...(tags?.get(patient) ?? [])];
      if (all.length > 0) rows.set(id, all);
    }
    assertFewRows(rows.size, most);
  }
  return rows;
}

/** Joins the ranges: as a condition, each row of the index would be compared with all of them. */
function rowsOf(database: IndexDatabase, leaves: readonly number[]) {
  const ranges = leaves.map(
    (leaf) => sql`(${sql.lit(eventId(leaf, 0))}, ${sql.lit(eventId(leaf + 1, 0))})`,
  );
  return database
    .selectFrom(sql<{ column1: number; column2: number }>`(VALUES ${sql.join(ranges)})`.as('meant'))
    .innerJoin('events', (join) =>
      join.onRef('events.id', '>=', 'meant.column1').onRef('events.id', '<', 'meant.column2'),
    )
    .select(['events.id', 'events.patient'])
    .orderBy('events.id')
    .execute();
}
