import type { Finding } from '../../schema/lint/finding.ts';
import { lint } from '../../schema/lint/lint.ts';
import type { KnownRoles } from '../../schema/lint/lint-graph.ts';
import { HEAD } from './compose-subgraphs.ts';

/** No list of known roles. */
export const ANY_ROLES: KnownRoles = { roles: null, defaultRoles: null };

/** Lints subgraphs, written without their head, by name. */
export function lintMarked(
  subgraphs: Readonly<Record<string, string>>,
  roles: KnownRoles = ANY_ROLES,
): readonly Finding[] {
  return lint(
    Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://${name}.test`,
      sdl: `${HEAD}${sdl}`,
    })),
    roles,
  );
}

/**
 * Findings in one line each: `CODE coordinate @ subgraph:line`, with `- ` before what is suppressed. Line 1 is
 * the first one after the head.
 */
export function linesOf(findings: readonly Finding[]): readonly string[] {
  const before = HEAD.split('\n').length - 1;
  return findings.map(({ code, coordinate, subgraph, line, suppressed }) => {
    const place = `${subgraph ?? 'graph'}:${line === null ? '-' : line - before}`;
    return `${suppressed === null ? '' : '- '}${code} ${coordinate ?? ''} @ ${place}`;
  });
}

/** The findings of a single rule. */
export function toldOf(code: string, findings: readonly Finding[]): readonly string[] {
  return linesOf(findings.filter((each) => each.code === code)).map((line) =>
    line.replace(`${code} `, ''),
  );
}
