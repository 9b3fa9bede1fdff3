import { memberCoordinate } from '../../directives/coordinate.ts';
import type { Finding } from './finding.ts';
import { partsOf } from './leaf-values.ts';
import type { LintGraph } from './lint-graph.ts';
import type { Rule } from './rule.ts';
import { LINT_RULES, RULES } from './rules.ts';
import { invalidSuppression, unusedSuppression } from './suppression-rules.ts';
import {
  readSuppressions,
  SUPPRESSION_FORM,
  type BadSuppression,
  type Suppression,
} from './suppressions.ts';

/**
 * Applies the suppression comments of the subgraphs. Adds findings for invalid comments and, in a graph without errors,
 * for comments that suppress nothing.
 */
export function suppress(findings: readonly Finding[], graph: LintGraph): readonly Finding[] {
  const read = graph.parts.flatMap(({ subgraph, document }) =>
    readSuppressions(subgraph, document, graph.sitesIn(subgraph)),
  );
  const checked = read.map(checkRule);
  const valid = checked.filter((each) => each.kind === 'suppression');
  const used = new Set<Suppression>();
  const settled = findings.map((finding) => {
    const [nearest, ...others] = suppressionsOf(finding, valid);
    if (!nearest) return finding;
    for (const each of [nearest, ...others]) used.add(each);
    return { ...finding, suppressed: nearest.reason };
  });
  const invalid = checked.filter((each) => each.kind === 'bad').map(invalidFinding);
  // Invalid marks are left out of the graph, so rules can miss what a comment suppresses.
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  const unused = hasErrors ? [] : valid.filter((each) => !used.has(each)).map(unusedFinding);
  return [...settled, ...invalid, ...unused];
}

/** Turns a suppression of a rule that can't be suppressed into a bad one. */
function checkRule(read: Suppression | BadSuppression): Suppression | BadSuppression {
  if (read.kind === 'bad' || LINT_RULES.some((rule) => isSuppressible(read, rule))) return read;
  const known = RULES.some(({ code }) => code === read.code);
  const message = known
    ? `${read.code} can't be suppressed.`
    : `The rule ${read.code} doesn't exist.`;
  return { kind: 'bad', place: read.place, message };
}

/** Whether a suppression names this rule, and the rule reports warnings. */
function isSuppressible({ code }: Suppression, rule: Rule): boolean {
  return rule.code === code && rule.severity === 'warning';
}

/** The suppressions that apply to a finding, nearest first. */
function suppressionsOf(
  finding: Finding,
  suppressions: readonly Suppression[],
): readonly Suppression[] {
  const rule = LINT_RULES.find(({ code }) => code === finding.code);
  if (!rule || finding.coordinate === null) return [];
  const matching = suppressions.filter(
    ({ code, place }) =>
      code === rule.code &&
      (rule.suppressedIn === 'any subgraph' || place.subgraph === finding.subgraph),
  );
  return enclosing(finding.coordinate).flatMap((at) =>
    matching.filter(({ coordinate }) => coordinate === at),
  );
}

/** An element and the elements that contain it: an argument's field and type, a member's type. */
function enclosing(coordinate: string): readonly string[] {
  const { type, field, argument } = partsOf(coordinate);
  return [
    ...(argument === null ? [] : [coordinate]),
    ...(field === '' ? [] : [memberCoordinate(type, field)]),
    type,
  ];
}

function invalidFinding({ place, message }: BadSuppression): Finding {
  return {
    code: invalidSuppression.code,
    severity: invalidSuppression.severity,
    ...place,
    coordinate: null,
    message,
    fix: `Write ${SUPPRESSION_FORM}, with a warning's rule, above a definition.`,
    evidence: null,
    suggestion: null,
    suppressed: null,
  };
}

function unusedFinding({ place, code, coordinate }: Suppression): Finding {
  return {
    code: unusedSuppression.code,
    severity: unusedSuppression.severity,
    ...place,
    coordinate,
    message: `${code} finds nothing on ${coordinate}.`,
    fix: 'Remove the comment.',
    evidence: null,
    suggestion: null,
    suppressed: null,
  };
}
