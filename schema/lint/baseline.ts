import type { Finding } from './finding.ts';
import { LINT_RULES } from './rules.ts';

/** A warning that a baseline accepts. It has no line, so that it stays the same when lines move. */
export interface BaselineEntry {
  readonly rule: string;
  /** Null for a finding without a coordinate. */
  readonly coordinate: string | null;
  /** Of rules that report each subgraph for itself; null for others. */
  readonly subgraph: string | null;
  /** What the finding rests on; the message of a rule that reports facts. */
  readonly signs: readonly string[];
}

/** The entries for the warnings that are not suppressed, sorted. Errors have none: they must be fixed. */
export function baselineOf(findings: readonly Finding[]): readonly BaselineEntry[] {
  return findings
    .filter(isBaselined)
    .map(entryOf)
    .map((entry) => ({ entry, key: keyOf(entry) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ entry }) => entry);
}

/** The findings that a baseline has, and its entries that match none. An entry matches one finding. */
export function compareBaseline(
  findings: readonly Finding[],
  entries: readonly BaselineEntry[],
): { readonly known: ReadonlySet<Finding>; readonly stale: readonly BaselineEntry[] } {
  const left = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    left.set(key, [...(left.get(key) ?? []), entry]);
  }
  const known = new Set(
    findings.filter(
      (finding) => isBaselined(finding) && left.get(keyOf(entryOf(finding)))?.pop() !== undefined,
    ),
  );
  return { known, stale: [...left.values()].flat() };
}

function isBaselined({ severity, suppressed }: Finding): boolean {
  return severity === 'warning' && suppressed === null;
}

function entryOf({ code, coordinate, subgraph, evidence, message }: Finding): BaselineEntry {
  const isPerSubgraph = PER_SUBGRAPH.has(code);
  return {
    rule: code,
    coordinate,
    subgraph: isPerSubgraph ? subgraph : null,
    signs: evidence?.signs ?? [message],
  };
}

const PER_SUBGRAPH: ReadonlySet<string> = new Set(
  LINT_RULES.filter(({ suppressedIn }) => suppressedIn === 'its subgraph').map(({ code }) => code),
);

function keyOf({ rule, coordinate, subgraph, signs }: BaselineEntry): string {
  return JSON.stringify([rule, coordinate, subgraph, signs.toSorted()]);
}
