import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** A class of identifiers that raw data hold. */
export type IdentifierKind =
  'name' | 'address' | 'place' | 'zip' | 'coordinate' | 'date' | 'number' | 'id' | 'provider';

/** Finds identifiers in texts. */
export interface Identifiers {
  /** How many of each kind are looked for. */
  readonly counts: ReadonlyMap<IdentifierKind, number>;
  /** The kinds of identifiers in a text, or number, of an answer. */
  find(value: string | number): readonly IdentifierKind[];
}

/**
 * Every identifier of 45 CFR 164.514(b)(2)(i) in a Synthea export, of whomever it is: names; addresses, places
 * below a state, ZIP codes and coordinates; days of all tables; numbers of documents; ids of all tables; and who
 * treats and where, which tells roughly where somebody lives. There are no telephone numbers, accounts of
 * people, devices, vehicles, URLs or pictures in it.
 *
 * A text is cut into words, and the words that follow one another are looked up together: a list of ten
 * thousand identifiers costs as much as one.
 */
export function readIdentifiers(directory: string): Identifiers {
  const rows = (file: string): readonly Row[] => readRows(join(directory, file));
  const phrases = createPhrases();
  const add = (kind: IdentifierKind, values: readonly (string | undefined)[]): void => {
    for (const value of values) phrases.add(kind, value ?? '');
  };
  for (const row of rows('patients.csv')) {
    add('name', [row['FIRST'], row['MIDDLE'], row['LAST'], row['MAIDEN']]);
    add('address', [row['ADDRESS']]);
    // Birthplaces have all their parts in one: `Boston  Massachusetts  US`.
    add('place', [
      row['CITY'],
      row['COUNTY'],
      row['BIRTHPLACE']?.split('  ')[0],
      row['BIRTHPLACE'],
    ]);
    add('zip', [row['ZIP']]);
    add('coordinate', [row['LAT'], row['LON']]);
    add('number', [row['SSN'], row['SSN']?.replaceAll('-', ''), row['DRIVERS'], row['PASSPORT']]);
  }
  for (const file of ['organizations.csv', 'providers.csv'])
    for (const row of rows(file)) {
      add('provider', [row['NAME'], row['ADDRESS'], row['PHONE']]);
      add('place', [row['CITY']]);
      add('zip', [row['ZIP']]);
      add('coordinate', [row['LAT'], row['LON']]);
    }
  for (const file of TABLES)
    for (const row of rows(file))
      for (const [column, value] of Object.entries(row)) {
        if (UUID.test(value)) phrases.add('id', value);
        const day = DAY.exec(value)?.[0];
        if (day !== undefined && column !== 'VALUE') {
          phrases.add('date', day);
          phrases.add('date', day.replaceAll('-', ''));
        }
      }
  return { counts: phrases.counts(), find: (value) => phrases.find(String(value)) };
}

const TABLES = [
  'allergies',
  'claims',
  'conditions',
  'encounters',
  'immunizations',
  'medications',
  'observations',
  'organizations',
  'patients',
  'payers',
  'procedures',
  'providers',
].map((name) => `${name}.csv`);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}/;

type Row = Readonly<Record<string, string>>;

function readRows(file: string): readonly Row[] {
  return parse(readFileSync(file), { columns: true, bom: true }) as readonly Row[];
}

interface Phrases {
  readonly add: (kind: IdentifierKind, phrase: string) => void;
  readonly counts: () => ReadonlyMap<IdentifierKind, number>;
  readonly find: (text: string) => readonly IdentifierKind[];
}

interface Phrase {
  readonly words: readonly string[];
  readonly kind: IdentifierKind;
}

function createPhrases(): Phrases {
  const known = new Set<string>();
  const byFirstWord = new Map<string, Phrase[]>();
  const counts = new Map<IdentifierKind, number>();
  return {
    add: (kind, phrase) => {
      const words = wordsOf(phrase);
      const [first] = words;
      const key = `${kind} ${words.join(' ')}`;
      if (first === undefined || known.has(key)) return;
      known.add(key);
      byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { words, kind }]);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    },
    counts: () => counts,
    find: (text) => {
      const words = wordsOf(text);
      const found = words.flatMap((word, at) =>
        (byFirstWord.get(word) ?? []).filter((phrase) =>
          phrase.words.every((each, index) => words[at + index] === each),
        ),
      );
      return [...new Set(found.map(({ kind }) => kind))];
    },
  };
}

/** Runs of letters and runs of digits, whatever stands between them. */
function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? [];
}

/** How many rows a table of an export has. */
export function countRows(directory: string, table: string): number {
  return readRows(join(directory, `${table}.csv`)).length;
}
