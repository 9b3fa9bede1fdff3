import { keyOf } from './index-schema.ts';
import type { IndexDatabase } from './index-tables.ts';
import { insertRows } from './insert-rows.ts';

/** Numbers for texts. It remembers those that it met. */
export interface Dictionary {
  /** The number of each text; those that had none have one now. `onNew` is told of these. */
  numbers(
    database: IndexDatabase,
    texts: ReadonlySet<string>,
    onNew?: (text: string, id: number) => void,
  ): Promise<ReadonlyMap<string, number>>;
  /** What it remembers may not be true any more. */
  forget(): void;
}

/** A table of texts. */
export type TextTable = 'names' | 'actors' | 'patients' | 'shapes' | 'role_lists';

/** Ids of patients are short, and a ledger tells of millions: it begins anew behind so many. */
const REMEMBERED = 200_000;

/** Texts that are looked up in one statement. */
const LOOKED_UP = 500;

/** The dictionary of a table. Numbers follow each other; only one fills an index at a time. */
export function createDictionary(table: TextTable): Dictionary {
  // Made for each round in which a ledger is followed: it must cost nothing before it is filled.
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
          key: keyOf(text),
          text: Buffer.from(text),
        }));
        await insertRows(database, table, rows);
        for (const [index, text] of missing.entries()) {
          const id = rows[index]?.id ?? 0;
          numbers.set(text, id);
          onNew(text, id);
        }
      }
      if (known.size > REMEMBERED) known.clear();
      for (const [text, id] of numbers) known.set(text, id);
      return numbers;
    },
    forget() {
      known.clear();
    },
  };
}

/** The numbers that these texts have in a table. */
export async function findNumbers(
  database: IndexDatabase,
  table: TextTable,
  texts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>();
  for (let at = 0; at < texts.length; at += LOOKED_UP) {
    const keys = texts.slice(at, at + LOOKED_UP).map((text) => keyOf(text));
    const rows = await database
      .selectFrom(table)
      .select(['id', 'text'])
      .where('key', 'in', keys)
      .execute();
    for (const { id, text } of rows) numbers.set(text.toString(), id);
  }
  return numbers;
}

/** The texts of these numbers. */
export async function findTexts(
  database: IndexDatabase,
  table: TextTable,
  ids: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const texts = new Map<number, string>();
  const all = [...ids];
  for (let at = 0; at < all.length; at += LOOKED_UP) {
    const rows = await database
      .selectFrom(table)
      .select(['id', 'text'])
      .where('id', 'in', all.slice(at, at + LOOKED_UP))
      .execute();
    for (const { id, text } of rows) texts.set(id, text.toString());
  }
  return texts;
}
