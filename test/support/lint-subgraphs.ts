import type { Finding } from '../../schema/lint/finding.ts';
import { lint } from '../../schema/lint/lint.ts';
import { NO_HINTS, type LintHints } from '../../schema/lint/lint-hints.ts';
import type { KnownRoles } from '../../schema/lint/lint-graph.ts';
import { HEAD } from './compose-subgraphs.ts';

/** No roles are configured, so roles are not checked. */
export const ANY_ROLES: KnownRoles = { roles: null, defaultRoles: null };

/** Lints subgraphs, by name, from schemas without their head. */
export function lintMarked(
  subgraphs: Readonly<Record<string, string>>,
  roles: KnownRoles = ANY_ROLES,
  hints: LintHints = NO_HINTS,
): readonly Finding[] {
  return lint(
    Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://${name}.test`,
      sdl: `${HEAD}${sdl}`,
    })),
    roles,
    hints,
  );
}

/**
 * Findings in one line each: `CODE coordinate @ subgraph:line`; suppressed ones start with `- `. Lines count from the
 * end of the head.
 */
export function linesOf(findings: readonly Finding[]): readonly string[] {
  const before = HEAD.split('\n').length - 1;
  return findings.map(({ code, coordinate, subgraph, line, suppressed }) => {
    const place = `${subgraph ?? 'graph'}:${line === null ? '-' : line - before}`;
    return `${suppressed === null ? '' : '- '}${code} ${coordinate ?? ''} @ ${place}`;
  });
}

/** The findings of one rule, in lines without the code. */
export function linesOfRule(code: string, findings: readonly Finding[]): readonly string[] {
  return linesOf(findings.filter((each) => each.code === code)).map((line) =>
    line.replace(`${code} `, ''),
  );
}
