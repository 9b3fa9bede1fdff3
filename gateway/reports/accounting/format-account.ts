import { keysOf } from '../catalog/filter-spec.ts';
import { csvLine } from '../../platform/csv-line.ts';
import { isoTime } from '../../platform/iso-time.ts';
import { printTable, readableTime } from '../../platform/text-table.ts';
import { withoutSameIssuers } from '../formats/issuer-columns.ts';
import { prunedTexts, type AccountIssue } from './ledger-facts.ts';
import type { Account, AccountEntry } from './account-of.ts';

/** The formats of an accounting of disclosures for programs and terminals. The letter is in `letters/`. */
export const ACCOUNT_FORMATS = ['table', 'csv', 'json'] as const;

export type AccountFormat = (typeof ACCOUNT_FORMATS)[number];

/**
 * Formats an accounting as text. A table is cut to `width` characters; null cuts nothing. Only the letter holds
 * everything that a patient must receive.
 */
export function formatAccount(
  account: Account,
  issued: AccountIssue,
  format: AccountFormat,
  width: number | null = null,
): string {
  switch (format) {
    case 'table':
      return formatTable(account, width);
    case 'csv':
      return formatCsv(account);
    case 'json':
      return formatJson(account, issued);
    default:
      return format satisfies never;
  }
}

/** JSON with all times as ISO 8601. */
function formatJson(account: Account, { ledger, damaged, at, version }: AccountIssue): string {
  const { since, until, entries, ...listed } = account;
  const { begins, ends, ...facts } = ledger;
  const written = {
    since: timeText(since),
    until: timeText(until),
    ...listed,
    entries: entries.map(({ account: _account, ...entry }) => entry),
    ledger: {
      ...facts,
      begins: timeText(begins),
      ends: timeText(ends),
      pruned: prunedTexts(ledger),
    },
    damaged,
    at: timeText(at),
    version,
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

function timeText(at: number | null): string | null {
  return at === null ? null : isoTime(at);
}

/** The columns of CSV. Spreadsheets rely on the names and their order: don't change them. */
const COLUMNS = {
  date: ({ date }) => date,
  recipient: ({ recipient }) => recipient,
  issuer: ({ issuer }) => issuer ?? '',
  address: ({ address }) => address ?? '',
  description: ({ description }) => description,
  purpose: ({ purpose }) => purpose,
  basis: ({ basis }) => basis ?? '',
  count: ({ series }) => String(series?.count ?? 1),
  last: ({ date, series }) => series?.last ?? date,
  all: ({ description, series }) => series?.description ?? description,
  leaves: ({ leaves }) => leaves.join(' '),
} as const satisfies Readonly<Record<string, (entry: AccountEntry) => string>>;

function formatCsv({ entries }: Account): string {
  const lines = entries.map((entry) =>
    csvLine(Object.values(COLUMNS).map((column) => column(entry))),
  );
  return [csvLine(Object.keys(COLUMNS)), ...lines].join('');
}

function formatTable({ entries, leftOut }: Account, width: number | null): string {
  const { columns, rows: shown } = withoutSameIssuers(
    TABLE_COLUMNS,
    entries.map((entry) => TABLE_COLUMNS.map((name) => COLUMNS[name](entry))),
  );
  const head = columns.map((name) => (TIMES.has(name) ? `${name} (UTC)` : name));
  const rows = shown.map((row) =>
    row.map((cell, at) => (TIMES.has(columns[at] ?? '') ? readableTime(cell) : cell)),
  );
  const table = printTable(head, rows, width === null ? null : { ...FIT, width }, [
    'entry',
    'entries',
  ]);
  const omitted = Object.entries(leftOut).map(([reason, number]) => `${number} for ${reason}`);
  return `${table}Left out: ${omitted.join(', ')}\n`;
}

/** `all` and `leaves` are too long for a terminal. */
const TABLE_COLUMNS = keysOf(COLUMNS).filter((name) => name !== 'all' && name !== 'leaves');

const TIMES: ReadonlySet<string> = new Set(['date', 'last']);

/** How columns are cut to the width of a terminal, see `printTable`. */
const FIT = {
  neverCut: new Set(['date (UTC)', 'last (UTC)', 'count']),
  ids: new Set<string>(),
  prose: new Set(['recipient', 'address', 'description', 'purpose', 'basis']),
  omitFirst: ['basis', 'last (UTC)', 'address', 'count', 'issuer'],
  omitLast: [],
};
