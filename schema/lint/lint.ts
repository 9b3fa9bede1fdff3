import type { Problem } from '../../directives/marks/problem.ts';
import type { TypeModel } from '../../directives/marks/graph.ts';
import { NO_DATE_SCALARS, type DateScalars } from '../../directives/policy/date-format.ts';
import { compileSubgraphs } from '../../directives/policy/compile-policy.ts';
import { checkSubgraphs } from '../check-subgraphs.ts';
import { composeChecked, type SubgraphSource } from '../compose.ts';
import { parseSubgraphs } from '../parse-subgraphs.ts';
import { isSure, type Finding } from './finding.ts';
import { NO_HINTS, type LintHints } from './lint-hints.ts';
import { createLintGraph, type KnownRoles, type LintGraph } from './lint-graph.ts';
import type { Rule } from './rule.ts';
import { LINT_RULES } from './rules.ts';
import { unmarkedJson } from './rules/unmarked-json.ts';
import { isPersonKind } from './subjects/accounts.ts';
import { isRoot } from './subjects/subjects.ts';
import { suppress } from './suppress.ts';

/** What the lint finds in subgraphs. */
export interface LintReport {
  /** Sorted by subgraph, line and column; those without a subgraph come first. */
  readonly findings: readonly Finding[];
  /**
   * Null if a schema can't be parsed, or no type is read as a patient's in schemas that link the specification of `@phi`: their
   * marks say what is PHI.
   */
  readonly persons: Persons | null;
}

/** How object types were read that can represent persons. */
export interface Persons {
  readonly patients: readonly string[];
  /** Named for persons or customers, and not read as patients: their author may know better. */
  readonly others: readonly string[];
}

/** Checks subgraphs and reports every error and warning at once; if a schema can't be parsed, only that. */
export function lint(...input: Parameters<typeof lintReport>): readonly Finding[] {
  return lintReport(...input).findings;
}

/** As {@link lint}, with how the types for persons were read. */
export function lintReport(
  subgraphs: readonly SubgraphSource[],
  roles: KnownRoles,
  hints: LintHints = NO_HINTS,
  dateScalars: DateScalars = NO_DATE_SCALARS,
): LintReport {
  const checked = checkSubgraphs(subgraphs, dateScalars);
  const composed = composeChecked(checked, dateScalars);
  const problems = composed.ok ? [] : composed.problems.map(problemFinding);
  const { documents, problems: unparsed } = checked.ok
    ? { documents: checked.documents, problems: [] }
    : parseSubgraphs(subgraphs);
  if (unparsed.length > 0) return { findings: problems.toSorted(byPlace), persons: null };
  const compiled = checked.ok ? checked.compiled : compileSubgraphs(documents, dateScalars);
  const graph = createLintGraph({ documents, compiled }, roles, hints);
  return {
    findings: applyRules(LINT_RULES, graph, problems),
    persons: personsIn(graph),
  };
}

function personsIn({ compiled, subjects }: LintGraph): Persons | null {
  const { subjectOf, shapeOf, isLinked } = subjects();
  const types = [...compiled.graph.types.values()].filter(
    ({ name, kinds }) => kinds.has('object') && !isRoot(name),
  );
  const isPatient = (type: TypeModel) => subjectOf(type).about === 'patient';
  const patients = types.filter(isPatient);
  if (isLinked && patients.length === 0) return null;
  const others = types.filter((type) => !isPatient(type) && isPersonKind(shapeOf(type)));
  return {
    patients: patients.map(({ name }) => name),
    others: others.map(({ name }) => name),
  };
}

/** Applies rules and the suppression comments. Findings that are known before are included. */
export function applyRules(
  rules: readonly Rule[],
  graph: LintGraph,
  known: readonly Finding[],
): readonly Finding[] {
  const found = [...known, ...rules.flatMap((rule) => applyRule(rule, graph))];
  return suppress(withoutReplaced(found), graph).toSorted(byPlace);
}

function problemFinding(problem: Problem): Finding {
  return { ...problem, severity: 'error', evidence: null, suggestion: null, suppressed: null };
}

function applyRule(rule: Rule, graph: LintGraph): Finding[] {
  const { code, severity } = rule;
  return [...rule.find(graph)].map(({ place, evidence, suggestion, ...text }) => ({
    code,
    severity,
    ...place,
    ...text,
    evidence: evidence ?? null,
    suggestion: suggestion ?? null,
    suppressed: null,
  }));
}

/**
 * Removes findings that a more specific rule replaces. A guess of low confidence replaces none and gives way to what is known of
 * a scalar: otherwise a caller that leaves out guesses would see neither.
 */
function withoutReplaced(findings: readonly Finding[]): readonly Finding[] {
  const unless = new Map(LINT_RULES.map((rule) => [rule.code, rule.unless]));
  const reported = new Set(
    findings
      .filter((each) => isSure(each, 'medium'))
      .map(({ code, coordinate }) => `${code} ${coordinate}`),
  );
  return findings.filter((each) => {
    const others = unless.get(each.code) ?? [];
    const replacing = isSure(each, 'medium') ? others : [...others, unmarkedJson.code];
    return !replacing.some((other) => reported.has(`${other} ${each.coordinate}`));
  });
}

function byPlace(a: Finding, b: Finding): number {
  const subgraphs = compare(a.subgraph ?? '', b.subgraph ?? '');
  const lines = (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
  return subgraphs || lines || compare(a.code, b.code);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
