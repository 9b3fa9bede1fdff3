import type { ReachConfig } from '../access/authorization-config.ts';
import type { BreakGlassConfig } from '../access/break-glass/break-glass-config.ts';
import type { PurposeConfig } from '../access/purpose/purpose-config.ts';
import type { DocumentsConfig } from '../pipeline/documents/documents-config.ts';
import type { LimitsConfig } from '../pipeline/limits/limits-config.ts';
import type { AdminConfig } from '../reports/admin-config.ts';

/** The sections that mention roles. */
export interface RoleSections {
  readonly authorization: { readonly reach: ReadonlyMap<string, ReachConfig> };
  readonly purpose: Pick<PurposeConfig, 'roles'> | null;
  readonly breakGlass: Pick<BreakGlassConfig, 'roles' | 'purpose'> | null;
  /** Null if its section has a problem of its own. */
  readonly limits: Pick<LimitsConfig, 'roles' | 'rates'> | null;
  /** Null if its section has a problem of its own. */
  readonly documents: Pick<DocumentsConfig, 'roles'> | null;
  /** Null without reports, and if its section has a problem of its own. */
  readonly admin: Pick<AdminConfig, 'roles'> | null;
}

interface RoleProblem {
  readonly path: string;
  readonly text: string;
}

/**
 * Finds contradictions about roles between sections, each with the path to fix:
 * - a role that reaches its care team needs a relationship source;
 * - with purposes of use, each role that reaches patients needs a list of them;
 * - a role that may use break-glass must reach patients, and may act for the purpose of break-glass;
 * - a role with limits of its own must be known: a misspelled one would have the general limits;
 * - the same holds for a role with a mode of its own for documents;
 * - a role of patients must not read the reports on all patients.
 */
export function* findRoleProblems(
  sections: RoleSections,
  hasRelationships: boolean,
): Generator<RoleProblem> {
  if (!hasRelationships) yield* careTeamProblems(sections);
  yield* purposeProblems(sections);
  yield* breakGlassProblems(sections);
  yield* limitProblems(sections);
  yield* documentsProblems(sections);
  yield* reviewerProblems(sections);
}

function* careTeamProblems({ authorization }: RoleSections): Generator<RoleProblem> {
  const roles = [...authorization.reach].flatMap(([role, { kind }]) =>
    kind === 'care-team' ? [role] : [],
  );
  if (roles.length === 0) return;
  yield {
    path: 'relationships',
    text: `is required: which source lists the care team of ${roles.join(' and ')}? Give relationships.subgraph and operation, or relationships.url`,
  };
}

function* purposeProblems({ authorization, purpose }: RoleSections): Generator<RoleProblem> {
  if (purpose === null) return;
  for (const role of authorization.reach.keys()) {
    if (purpose.roles.has(role)) continue;
    yield {
      path: `purpose.roles.${role}`,
      text: 'is missing: what may this role, which authorization.reach names, act for? Give a list such as [TREAT]',
    };
  }
}

function* breakGlassProblems({
  authorization,
  purpose,
  breakGlass,
}: RoleSections): Generator<RoleProblem> {
  if (breakGlass === null) return;
  for (const [index, role] of breakGlass.roles.entries()) {
    if (!authorization.reach.has(role)) {
      const text = `authorization.reach does not name "${role}". Fix its spelling, or give it a reach there, which holds without break-glass`;
      yield { path: `breakGlass.roles[${index}]`, text };
    }
    if (purpose === null || breakGlass.purpose === null) continue;
    if (purpose.roles.get(role)?.has(breakGlass.purpose) === false) {
      const text = `must hold ${breakGlass.purpose}: breakGlass.purpose is the purpose of requests of this role under a grant. Add it`;
      yield { path: `purpose.roles.${role}`, text };
    }
  }
}

function* limitProblems({ limits, ...sections }: RoleSections): Generator<RoleProblem> {
  if (limits === null) return;
  const named = [
    ...[...limits.roles.keys()].map((role) => ({ section: 'limits.roles', role })),
    ...[...limits.rates.role.keys()].map((role) => ({ section: 'limits.rates.role', role })),
  ];
  for (const { section, role } of named)
    if (!isKnown(role, sections)) {
      yield { path: `${section}.${role}`, text: unknownRole(role) };
    }
}

function* documentsProblems({ documents, ...sections }: RoleSections): Generator<RoleProblem> {
  for (const role of documents?.roles.keys() ?? [])
    if (!isKnown(role, sections))
      yield { path: `documents.roles.${role}`, text: unknownRole(role) };
}

function* reviewerProblems({ admin, authorization }: RoleSections): Generator<RoleProblem> {
  const roles = (admin?.roles ?? []).filter(
    (role) => authorization.reach.get(role)?.kind === 'self',
  );
  if (roles.length === 0) return;
  yield {
    path: 'admin.roles',
    text: `names ${roles.join(' and ')}, whose reach is self: patients would read the reports on all patients. They see the access to their own records without it. Remove it`,
  };
}

function isKnown(
  role: string,
  { authorization, purpose }: Pick<RoleSections, 'authorization' | 'purpose'>,
): boolean {
  return authorization.reach.has(role) || purpose?.roles.has(role) === true;
}

function unknownRole(role: string): string {
  return `neither authorization.reach nor purpose.roles names "${role}". Fix its spelling, or give it a reach`;
}
