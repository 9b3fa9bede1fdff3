import { CsvError, parse } from 'csv-parse/sync';
import { readFileSync, statSync } from 'node:fs';
import { SettingsError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import { openReloaded } from '../../platform/reloaded.ts';
import type { KnownPeople } from '../people/parse-people.ts';
import type { DirectorySource } from './directory-source.ts';

/** The columns that are read. Others are ignored, since a file may be made for several programs. */
const IDENTITY = 'actor';
const KEYS = ['name', 'role', 'department'] as const;

/** A file of this size has more than 200,000 people. */
const MAX_BYTES = 20_971_520;

/** Where the setting stands. */
const PATH = 'admin.directory.staff';

/** Staff in a CSV file. */
export interface StaffFile {
  /** Account → column → value; null for an empty cell. */
  readonly people: KnownPeople;
  /** Account → what a search looks into. */
  readonly searched: ReadonlyMap<string, string>;
}

/** Reads the file. Throws a `SettingsError` with every problem, by line. */
export function readStaffFile(path: string): StaffFile {
  const { columns, rows } = parseFile(path);
  const keys = KEYS.filter((key) => columns.includes(key));
  if (!columns.includes(IDENTITY) || keys.length === 0)
    throw problems([
      `${path}: the first line names the columns: ${IDENTITY}, and at least one of ${KEYS.join(', ')}. It has ${columns.join(', ') || 'none'}.`,
    ]);
  const people = new Map<string, ReadonlyMap<string, string | null>>();
  const found: string[] = [];
  for (const { record, info } of rows) {
    const actor = record[IDENTITY]?.trim() ?? '';
    const at = `${path}:${info.lines}`;
    if (actor === '') found.push(`${at}: the row has no ${IDENTITY}.`);
    else if (people.has(actor))
      found.push(`${at}: ${IDENTITY} is listed above, too. Keep one row.`);
    else people.set(actor, new Map(keys.map((key) => [key, record[key]?.trim() || null])));
  }
  if (found.length > 0) throw problems(found);
  const searched = [...people].map(
    ([actor, values]) => [actor, folded([actor, ...values.values()].join(' '))] as const,
  );
  return { people, searched: new Map(searched) };
}

interface ParsedRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function parseFile(path: string) {
  let columns: readonly string[] = [];
  const readHeader = (header: string[]) => {
    const names = header.map((name) => name.trim());
    columns = names;
    return names;
  };
  const options = { bom: true, skip_empty_lines: true, info: true, columns: readHeader };
  try {
    if (statSync(path).size > MAX_BYTES)
      throw problems([`${path} is larger than 20 MiB. Leave out columns or former staff.`]);
    return { rows: parse<ParsedRow>(readFileSync(path), options), columns };
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw problems([
      error instanceof CsvError
        ? `${path}:${String(error['lines'])}: is not CSV as in the lines before: ${error.code}.`
        : `${path} cannot be read. Fix the path or its permissions.`,
    ]);
  }
}

function problems(texts: readonly string[]): SettingsError {
  return new SettingsError(texts.map((text) => ({ path: PATH, text })));
}

/**
 * Opens the file for the lists `actors` and `actorSearch` of a directory. It is read again after it has changed; while it
 * cannot be used, the rows that were read before stay in use, and the log says so.
 */
export function openStaffFile(
  path: string,
  log: Pick<Log, 'warn'>,
): Readonly<Record<'actors' | 'actorSearch', DirectorySource>> {
  const file = openReloaded([path], () => readStaffFile(path), {
    onUnusable: () => {
      log.warn('changed staff file cannot be used', { setting: PATH, file: path });
    },
    now: () => performance.now(),
  });
  const source = (find: (value: string | readonly string[]) => Iterable<string>) => ({
    argument: null,
    fetch: (value: string | readonly string[]) => {
      const { people } = file.current();
      const known = [...find(value)].flatMap((actor) => {
        const values = people.get(actor);
        return values === undefined ? [] : [[actor, values] as const];
      });
      return Promise.resolve({ kind: 'answered' as const, people: new Map(known) });
    },
    close: () => Promise.resolve(),
  });
  return {
    actors: source((ids) => (typeof ids === 'string' ? [ids] : ids)),
    actorSearch: source((text) => findStaff(file.current(), String(text))),
  };
}

/** Accounts whose row has every word of a text as a part, without regard to case and accents. */
function* findStaff({ searched }: StaffFile, text: string): Generator<string> {
  const words = folded(text).split(' ');
  for (const [actor, one] of searched) if (words.every((word) => one.includes(word))) yield actor;
}

function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
