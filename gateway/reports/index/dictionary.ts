import { textKey } from './index-schema.ts';
import type { IndexDatabase, TextTable } from './index-tables.ts';
import { insertRows } from './insert-rows.ts';

/** Assigns numbers to the texts of one table, with a cache. */
export interface Dictionary {
  /** Returns the number of each text. Assigns a number to each new text, and calls `onNew` with both. */
  numbers(
    database: IndexDatabase,
    texts: ReadonlySet<string>,
    onNew?: (text: string, id: number) => void,
  ): Promise<ReadonlyMap<string, number>>;
  /** Clears the cache: call it after a rollback, or after texts were deleted. */
  forget(): void;
}

/** Texts in the cache; a larger cache is cleared. A ledger can name millions of patients. */
const MAX_CACHED = 200_000;

/** Texts that one statement looks up. */
const LOOKUP_BATCH = 500;

/**
 * Creates the dictionary of a table. New texts get the numbers after the largest one: only one process at a time fills
 * an index.
 */
export function createDictionary(table: TextTable): Dictionary {
  // A plain map: a dictionary is created for each poll of the ledger, so an empty one must be cheap.
  const known = new Map<string, number>();
  return {
    async numbers(database, texts, onNew = () => undefined) {
      const numbers = new Map<string, number>();
      let missing: string[] = [];
      for (const text of texts) {
        const id = known.get(text);
        if (id === undefined) missing.push(text);
        else numbers.set(text, id);
      }
      for (const [text, id] of await findNumbers(database, table, missing)) numbers.set(text, id);
      missing = missing.filter((text) => !numbers.has(text));
      if (missing.length > 0) {
        const last = await database
          .selectFrom(table)
          .select(({ fn }) => fn.max('id').as('id'))
          .executeTakeFirst();
        const rows = missing.map((text, index) => ({
          id: (last?.id ?? 0) + 1 + index,
          key: textKey(text),
          text: Buffer.from(text),
        }));
        await insertRows(database, table, rows);
        for (const [index, text] of missing.entries()) {
          const id = rows[index]?.id ?? 0;
          numbers.set(text, id);
          onNew(text, id);
        }
      }
      if (known.size > MAX_CACHED) known.clear();
      for (const [text, id] of numbers) known.set(text, id);
      return numbers;
    },
    forget() {
      known.clear();
    },
  };
}

/** Returns the numbers of these texts in a table; a text without a number is left out. */
export async function findNumbers(
  database: IndexDatabase,
  table: TextTable,
  texts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>();
  for (let at = 0; at < texts.length; at += LOOKUP_BATCH) {
    const keys = texts.slice(at, at + LOOKUP_BATCH).map((text) => textKey(text));
    const rows = await database
      .selectFrom(table)
      .select(['id', 'text'])
      .where('key', 'in', keys)
      .execute();
    for (const { id, text } of rows) numbers.set(text.toString(), id);
  }
  return numbers;
}

/** Returns the texts with these numbers. */
export async function findTexts(
  database: IndexDatabase,
  table: TextTable,
  ids: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const texts = new Map<number, string>();
  const all = [...ids];
  for (let at = 0; at < all.length; at += LOOKUP_BATCH) {
    const rows = await database
      .selectFrom(table)
      .select(['id', 'text'])
      .where('id', 'in', all.slice(at, at + LOOKUP_BATCH))
      .execute();
    for (const { id, text } of rows) texts.set(id, text.toString());
  }
  return texts;
}
