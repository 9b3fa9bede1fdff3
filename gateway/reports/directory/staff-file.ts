import { CsvError, parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
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

/**
 * Reads the file in parts, so that requests are served meanwhile. Rejects with a `SettingsError` with every problem, by line.
 */
export async function readStaffFile(path: string): Promise<StaffFile> {
  let columns: readonly string[] = [];
  let keys: readonly string[] = [];
  const people = new Map<string, ReadonlyMap<string, string | null>>();
  const searched = new Map<string, string>();
  const found: string[] = [];
  await parseFile(path, {
    onHeader(names) {
      columns = names;
      keys = KEYS.filter((key) => names.includes(key));
    },
    onRow({ record, info }) {
      const actor = record[IDENTITY]?.trim() ?? '';
      const at = `${path}:${info.lines}`;
      if (actor === '') found.push(`${at}: the row has no ${IDENTITY}.`);
      else if (people.has(actor))
        found.push(`${at}: ${IDENTITY} is listed above, too. Keep one row.`);
      else {
        const values = keys.map((key) => record[key]?.trim() || null);
        people.set(actor, new Map(keys.map((key, index) => [key, values[index] ?? null])));
        searched.set(actor, folded([actor, ...values].join(' ')));
      }
    },
  });
  if (!columns.includes(IDENTITY) || keys.length === 0)
    throw problems([
      `${path}: the first line names the columns: ${IDENTITY}, and at least one of ${KEYS.join(', ')}. It has ${columns.join(', ') || 'none'}.`,
    ]);
  if (found.length > 0) throw problems(found);
  return { people, searched };
}

interface ParsedRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/** What is parsed without a pause. */
const PART_BYTES = 8_192;

async function parseFile(
  path: string,
  {
    onHeader,
    onRow,
  }: {
    readonly onHeader: (names: readonly string[]) => void;
    readonly onRow: (row: ParsedRow) => void;
  },
): Promise<void> {
  const columns = (header: string[]) => {
    const names = header.map((name) => name.trim());
    onHeader(names);
    return names;
  };
  try {
    if ((await stat(path)).size > MAX_BYTES)
      throw problems([`${path} is larger than 20 MiB. Leave out columns or former staff.`]);
    await pipeline(
      createReadStream(path, { highWaterMark: PART_BYTES }),
      parse({ bom: true, skip_empty_lines: true, info: true, columns }),
      async (rows: AsyncIterable<ParsedRow>) => {
        for await (const row of rows) onRow(row);
      },
    );
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
  let last: Promise<StaffFile> | null = null;
  const read = () => {
    const before = last;
    const reading = readStaffFile(path).catch((error: unknown) => {
      if (before === null) throw error;
      log.warn('changed staff file cannot be used', { setting: PATH, file: path });
      return before;
    });
    // A failure is that of the lookup which waits for the file.
    reading.catch(() => undefined);
    last = reading;
    return reading;
  };
  const file = openReloaded([path], read, {
    onUnusable: () => undefined,
    now: () => performance.now(),
  });
  const source = (
    find: (staff: StaffFile, value: string | readonly string[]) => Iterable<string>,
  ): DirectorySource => ({
    argument: null,
    async fetch(value) {
      const staff = await file.current().catch(() => null);
      if (staff === null) return { kind: 'failed' };
      const known = [...find(staff, value)].flatMap((actor) => {
        const values = staff.people.get(actor);
        return values === undefined ? [] : [[actor, values] as const];
      });
      return { kind: 'answered', people: new Map(known) };
    },
    close: () => Promise.resolve(),
  });
  return {
    actors: source((_staff, ids) => (typeof ids === 'string' ? [ids] : ids)),
    actorSearch: source((staff, text) => findStaff(staff, String(text))),
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
