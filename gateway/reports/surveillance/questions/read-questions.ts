import { z } from 'zod';
import type { Leaf } from '../../../audit/record/parse-leaf.ts';
import { parseCaseId } from '../../catalog/case-id.ts';
import type { EventFilter } from '../../catalog/event-filter.ts';
import type { IndexHead } from '../../index/index-head.ts';
import { filterCondition } from '../../query/filter-condition.ts';
import { queryIds } from '../../query/query-events.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents } from '../../query/show-events.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { readReviewNote } from '../recorded/read-review.ts';

/** A question of a patient, read from its record. */
export interface RecordedQuestion {
  /** Index of the record. */
  readonly leaf: number;
  /** Id of the event that it is about. */
  readonly event: number;
  /** `(erased)` if the id was erased. */
  readonly patient: string;
  /** UTC ms since 1970. */
  readonly at: number;
  /** Subject of the account that asked. */
  readonly asker: string;
  /** Null for a question without a text. */
  readonly text: string | null;
  /** What stands in place of a text that is erased, missing or changed; else null. */
  readonly placeholder: string | null;
}

/** Reads the proven questions of a period or a patient, the oldest first, and of each event the first. */
export async function readQuestions(
  { index, reader }: Pick<CaseSources, 'index' | 'reader'>,
  tree: IndexHead,
  selected: Pick<EventFilter, 'patient' | 'since' | 'until'>,
): Promise<readonly RecordedQuestion[]> {
  const database = await index.database();
  // Questions whose response was not sent count too: the patient may not know, but they stand in the ledger.
  const filter: EventFilter = { ...selected, kind: 'question' };
  const condition = await filterCondition(database, filter, tree.size);
  if (condition === null) return [];
  const rows = await readEvents(database, await queryIds(database, condition, tree.size));
  const { events } = await showEvents(rows, { database, reader, tree, filter });
  const questions = new Map<number, RecordedQuestion>();
  for (const { leaf, row } of events) {
    const event = parseQuestion(leaf);
    const { patient, actor } = row;
    if (event === null || patient === null || actor === null || questions.has(event)) continue;
    const { note, notePlaceholder } = await readReviewNote(leaf, patient, reader);
    questions.set(event, {
      leaf: row.leaf,
      event,
      patient,
      at: leaf.at,
      asker: actor,
      text: note,
      placeholder: notePlaceholder,
    });
  }
  return [...questions.values()];
}

/** The event that a question is about; null for any form that `writeQuestion` does not write. */
function parseQuestion({ details }: Leaf): number | null {
  const parsed = DETAILS.safeParse(details);
  const place = parsed.success ? parseCaseId(parsed.data.case) : null;
  return place?.concerns === 'question' ? place.event : null;
}

const DETAILS = z.object({ case: z.string() });
