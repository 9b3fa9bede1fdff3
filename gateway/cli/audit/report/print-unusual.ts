import { openReader } from '../../../audit/store/open-reader.ts';
import { StartError } from '../../../errors.ts';
import type { Refusal } from '../../../reports/index/show-events.ts';
import { NEWEST } from '../../../reports/unusual/case-order.ts';
import { CASE_STATES, type CaseState } from '../../../reports/unusual/case-state.ts';
import { NO_FACTS, NO_FACT_KEYS } from '../../../reports/unusual/facts/person-facts.ts';
import type { CaseSources } from '../../../reports/unusual/find-cases.ts';
import { REVIEW_VERDICTS, type ReviewVerdict } from '../../../reports/unusual/review.ts';
import { RULES } from '../../../reports/unusual/rule-list.ts';
import { UNUSUAL_RULES, type UnusualRule } from '../../../reports/unusual/unusual-rule.ts';
import {
  CASE_ROWS,
  REVIEW_ROWS,
  type UnusualReport,
} from '../../../reports/unusual/unusual-reports.ts';
import { USUAL_SETTINGS } from '../../../reports/unusual/unusual-settings.ts';
import { readDate } from '../read-date.ts';
import { readLocation, readReadable } from '../read-location.ts';
import { refuseForeignFlags } from './foreign-flags.ts';
import { formatRows, ROW_FORMATS, type RowForm } from './format-rows.ts';
import { writeOutput } from '../../write-output.ts';

/** What is typed for a report on unusual access. */
export interface UnusualFlags {
  readonly db: string;
  readonly index?: string;
  readonly rule?: string;
  readonly state?: string;
  readonly actor?: string;
  readonly patient?: string;
  readonly reviewer?: string;
  readonly verdict?: string;
  readonly since?: string;
  readonly until?: string;
  readonly format?: string;
}

/**
 * Writes cases of unusual access, or sign-offs, to stdout. Without a gateway there is neither a graph to ask nor
 * a configuration: the rules that the ledger alone feeds are applied, and which were not is said on stderr.
 * Throws a `StartError` where there is no index, or the ledger doesn't bear a row of it out.
 */
export async function printUnusual(
  { name, by }: UnusualReport,
  flags: UnusualFlags,
  width: number | null,
): Promise<void> {
  const own = new Set<string>([...WHEREVER, ...TAKES[by]]);
  refuseForeignFlags(name, { ...flags }, (flag) => own.has(flag));
  const location = readReadable(flags.db);
  if (location.kind === 'export') {
    throw new StartError(['An export has no report index, which this report is read from.']);
  }
  const asked = {
    rule: oneOf(UNUSUAL_RULES, '--rule', flags.rule),
    state: oneOf(CASE_STATES, '--state', flags.state),
    form: { format: oneOf(ROW_FORMATS, '--format', flags.format) ?? 'table', width },
    actor: flags.actor ?? null,
    patient: flags.patient ?? null,
    reviewer: flags.reviewer ?? null,
    verdict: oneOf(REVIEW_VERDICTS, '--verdict', flags.verdict),
    since: flags.since === undefined ? null : readDate(flags.since, 'start'),
    until: flags.until === undefined ? null : readDate(flags.until, 'end'),
  };
  const { since, until } = asked;
  if (since !== null && until !== null && since > until) {
    throw new StartError(['--since lies behind --until.']);
  }
  // The libraries are large, and few other commands need them.
  const { indexAt, indexBeside } = await import('../../../reports/index/index-location.ts');
  const { openIndex } = await import('../../../reports/index/open-index.ts');
  const { caseSources } = await import('../../../reports/unusual/find-cases.ts');
  const place =
    flags.index === undefined ? indexBeside(location) : indexAt(readLocation(flags.index));
  const index = await openIndex(place, 'read');
  try {
    const reader = await openReader(location);
    try {
      const print = by === 'CaseFilter' ? printCases : printReviews;
      assertBorneOut(await print(asked, caseSources(index, reader, { publicKey: null })));
    } finally {
      await reader.close();
    }
  } finally {
    await index.close();
  }
}

/** Flags of the command itself, and those that each of the two is asked by. */
const WHEREVER = ['db', 'index', 'format', 'width', 'since', 'until'];
const TAKES: Readonly<Record<UnusualReport['by'], readonly string[]>> = {
  CaseFilter: ['rule', 'state', 'actor', 'patient'],
  ReviewFilter: ['reviewer', 'verdict'],
};

interface Asked {
  readonly rule: UnusualRule | null;
  readonly state: CaseState | null;
  readonly form: RowForm;
  readonly actor: string | null;
  readonly patient: string | null;
  readonly reviewer: string | null;
  readonly verdict: ReviewVerdict | null;
  /** UTC ms since 1970, both inclusive; null for no limit, of cases for 30 days before the other. */
  readonly since: number | null;
  readonly until: number | null;
}

const USUAL_MS = 30 * 86_400_000;

const ALL = { order: NEWEST, after: null, limit: Number.MAX_SAFE_INTEGER } as const;

async function printCases(asked: Asked, sources: CaseSources): Promise<readonly Refusal[]> {
  const { rule, state, actor, patient, form } = asked;
  const until = asked.until ?? Date.now();
  const since = asked.since ?? until - USUAL_MS;
  if (since > until) throw new StartError(['--since lies behind --until.']);
  const judged = { settings: USUAL_SETTINGS, facts: NO_FACTS, known: NO_FACT_KEYS };
  const query = { look: { since, until, actor, patient }, ...judged, isDryRun: false };
  const filter = { ...(rule !== null && { rule }), ...(state !== null && { state }) };
  const { casesOf } = await import('../../../reports/unusual/answer-unusual.ts');
  const { nodes, refused } = await casesOf({ query, filter, ...ALL }, sources);
  await writeOutput(formatRows(nodes, CASE_ROWS, form));
  const left = RULES.filter(({ mend }) => mend(USUAL_SETTINGS, NO_FACT_KEYS) !== null);
  process.stderr.write(
    `This list is not complete: ${left.length} of ${RULES.length} rules need a gateway's configuration or graph (${left.map((each) => each.rule).join(', ')}). The console and POST /admin/export apply them.\n`,
  );
  return refused;
}

async function printReviews(
  { since, until, reviewer, verdict, form }: Asked,
  sources: CaseSources,
): Promise<readonly Refusal[]> {
  const { reviewsIn } = await import('../../../reports/unusual/answer-unusual.ts');
  const filter = {
    ...(since !== null && { since }),
    ...(until !== null && { until }),
    ...(reviewer !== null && { reviewer }),
    ...(verdict !== null && { verdict }),
  };
  const { nodes, refused } = await reviewsIn({ filter, ...ALL }, sources);
  await writeOutput(formatRows(nodes, REVIEW_ROWS, form));
  return refused;
}

function oneOf<Word extends string>(
  words: readonly Word[],
  flag: string,
  text: string | undefined,
): Word | null {
  if (text === undefined) return null;
  const found = words.find((word) => word === text);
  if (found === undefined) throw new StartError([`${flag} is one of ${words.join(', ')}.`]);
  return found;
}

function assertBorneOut(refused: readonly Refusal[]): void {
  if (refused.length === 0) return;
  const shown = refused.slice(0, 10).map(({ leaf, why }) => `${leaf} ${why}`);
  throw new StartError([
    `Left out of the report, since the ledger does not prove what the index says: rows of ${refused.length === 1 ? '1 record' : `${refused.length} records`} (${shown.join(', ')}). Run: phi-gateway audit reindex`,
  ]);
}
