import { compileSubgraphs } from '../../directives/policy/compile-policy.ts';
import { parseSubgraphs, type SubgraphSdl } from '../parse-subgraphs.ts';
import type { Finding } from './finding.ts';
import { applyRules } from './lint.ts';
import { createLintGraph } from './lint-graph.ts';
import { unmarkedFilter } from './rules/unmarked-filter.ts';
import { unmarkedJson } from './rules/unmarked-json.ts';
import { unmarkedPhi } from './rules/unmarked-phi.ts';
import type { LintHints } from './lint-hints.ts';

/**
 * Finds what looks like PHI, can hold PHI or reveals it, and has no `@phi`, in subgraphs that compose. Findings that their
 * authors suppress are included, with the reason.
 */
export function findUnmarked(
  subgraphs: readonly SubgraphSdl[],
  hints: LintHints,
): readonly Finding[] {
  const { documents } = parseSubgraphs(subgraphs);
  const compiled = compileSubgraphs(documents);
  const graph = createLintGraph(
    { documents, compiled },
    { roles: null, defaultRoles: null },
    hints,
  );
  const codes = new Set(RULES.map(({ code }) => code));
  return applyRules(RULES, graph, []).filter(({ code }) => codes.has(code));
}

const RULES = [unmarkedPhi, unmarkedFilter, unmarkedJson];
