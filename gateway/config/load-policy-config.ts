import { z } from 'zod';
import { breakGlassRoles } from '../access/break-glass/break-glass-config.ts';
import { expandEnvironment } from './expand-environment.ts';
import type { Config } from './config.ts';
import { configSchema } from './config-schema.ts';
import { findRoleProblems } from './find-role-problems.ts';
import { loadGraphConfig, type GraphConfigPart } from './load-graph-config.ts';
import { parseTree, printProblem } from './parse-tree.ts';
import { entriesOf } from './read-sections.ts';
import { readYaml } from './read-yaml.ts';
import { StartError } from '../platform/errors.ts';

/** The settings that decide who sees what of which patient, without those that need secrets or other systems. */
export interface PolicyConfig extends Pick<
  Config,
  'identity' | 'authorization' | 'purpose' | 'relationships'
> {
  readonly graph: GraphConfigPart;
  readonly breakGlass: Pick<NonNullable<Config['breakGlass']>, 'roles' | 'purpose'> | null;
  readonly deidentification: Config['deidentification'];
  /** Whether values with the method PSEUDONYM are shown: whether a key is configured. */
  readonly hasPseudonyms: boolean;
}

/**
 * Loads what decides on a request from a gateway's configuration. Keys, tokens and addresses of other systems are neither
 * read nor required, so that it works on machines where the gateway itself does not run.
 *
 * @throws StartError with one line for each problem
 */
export function loadPolicyConfig(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): PolicyConfig {
  const graph = loadGraphConfig(file, environment);
  const { tree, folder, lineOf } = readYaml(file);
  const written = entriesOf(tree);
  const { shape } = configSchema(folder);
  const schema = z.strictObject({
    identity: shape.identity,
    authorization: shape.authorization,
    purpose: shape.purpose,
    relationships: shape.relationships,
    breakGlass: z.object(breakGlassRoles()).nullable().default(null),
    deidentification: shape.deidentification,
  });
  const { data, problems } = parseTree(
    schema,
    {
      identity: identityOf(written['identity'], environment),
      authorization: { ...entriesOf(written['authorization']), policies: null },
      purpose: written['purpose'],
      relationships: relationshipsOf(written['relationships']),
      breakGlass: breakGlassOf(written['breakGlass']),
      deidentification: written['deidentification'],
    },
    environment,
  );
  const all = new Map(problems);
  if (data !== null) {
    const roles = { ...data, limits: null, documents: null, admin: null };
    for (const { path, text } of findRoleProblems(roles, data.relationships !== null))
      if (!all.has(path)) all.set(path, text);
  }
  if (data === null || all.size > 0)
    throw new StartError(
      [...all].map(([path, text]) => printProblem(path, text, `${file}:${lineOf(path)}: `)),
    );
  return { ...data, graph, hasPseudonyms: (written['pseudonymKey'] ?? null) !== null };
}

/**
 * Claims are interpreted by these settings of an issuer. Its keys are not needed, and its name may be in a variable that only
 * the gateway has.
 */
function identityOf(
  section: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  const { issuers, patientIds } = entriesOf(section);
  if (!Array.isArray(issuers)) return section ?? { issuers: [UNNAMED_ISSUER] };
  const keys = ['namesPatients', 'namesStaff', 'roles', 'scopes', 'policies', 'smart', 'claims'];
  return {
    ...(patientIds !== undefined && { patientIds }),
    issuers: issuers.map((issuer: unknown, index) => {
      const { issuer: name } = entriesOf(issuer);
      const isKnown = expandEnvironment(name, environment).problems.length === 0;
      return {
        ...UNNAMED_ISSUER,
        issuer: isKnown ? name : `issuer ${index + 1}`,
        ...pick(entriesOf(issuer), keys),
      };
    }),
  };
}

/** Reserved names, https://www.rfc-editor.org/rfc/rfc2606#section-2 */
const UNNAMED_ISSUER = {
  issuer: 'issuer 1',
  audience: 'policy tests',
  jwks: 'https://issuer.invalid/jwks',
};

/** A decision point is not called, and the tests state what it would answer. */
function relationshipsOf(section: unknown): unknown {
  const given = entriesOf(section);
  if (given['url'] === undefined) return section;
  return {
    ...pick(given, ['claims', 'consent', 'timeoutMs', 'cacheSeconds']),
    url: 'https://decision-point.invalid',
  };
}

/** Grants are signed with a key of the tests. */
function breakGlassOf(section: unknown): unknown {
  const given = entriesOf(section);
  return given === section ? pick(given, ['roles', 'purpose']) : section;
}

function pick(section: Readonly<Record<string, unknown>>, keys: readonly string[]) {
  return Object.fromEntries(Object.entries(section).filter(([key]) => keys.includes(key)));
}
