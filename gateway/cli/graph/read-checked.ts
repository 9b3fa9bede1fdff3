import { collectProblems } from './collect-problems.ts';
import type { Command } from 'commander';
import { NO_DATE_SCALARS, type DateScalars } from '../../../directives/policy/date-format.ts';
import { lintReport, type LintReport } from '../../../schema/lint/lint.ts';
import { CONFIDENCES, type Confidence } from '../../../schema/lint/finding.ts';
import type { KnownRoles } from '../../../schema/lint/lint-graph.ts';
import { NO_HINTS, type LintHints } from '../../../schema/lint/lint-hints.ts';
import type { LintConfig } from '../../config/lint-config.ts';
import type { AuthorizationConfig } from '../../access/authorization-config.ts';
import { readSubgraphIdentity } from '../../access/identity/open-subgraph-identity.ts';
import { StartError } from '../../platform/errors.ts';
import { findSubgraphFiles } from '../../pipeline/supergraph/find-schema-files.ts';
import { repeatable } from '../repeatable.ts';
import { connectAsGateway } from '../connect-as-gateway.ts';
import { prepareGateway } from '../prepare-gateway.ts';
import {
  readLintHints,
  unknownPatientTypes,
  withLintHintFlags,
  type LintHintFlags,
} from './lint-hint-flags.ts';
import { readConfigFlag } from './read-graph.ts';
import {
  findSkippedFiles,
  readSubgraphs,
  SUBGRAPH_FORMS,
  type ReadSubgraph,
} from './read-subgraphs.ts';
import { fromWorkingFolder } from './source-path.ts';

/** Flags of commands that check schemas. */
export interface CheckedFlags extends LintHintFlags {
  readonly config?: string;
  readonly role: readonly string[];
  readonly defaultRole: readonly string[];
  readonly minConfidence?: string;
}

/** Adds the argument and the flags that {@link readChecked} reads. */
export function withCheckedFlags(command: Command): Command {
  const checked = command
    .argument('[subgraph...]', SUBGRAPH_FORMS)
    .option(
      '--config <file>',
      "a gateway's YAML file, for its roles; without SUBGRAPH arguments, everything in it is checked as serve does",
    )
    .addOption(repeatable('--role <role>', 'a role that exists'))
    .addOption(repeatable('--default-role <role>', 'a role that sees @phi without @role'))
    .option(
      '--min-confidence <confidence>',
      `${CONFIDENCES.join(', ')}: how sure a warning about unmarked PHI must be (default: lint.minConfidence of the configuration, else "low")`,
    );
  return withLintHintFlags(checked);
}

/** The schemas to check, and what is known besides them. */
export interface Checked {
  /** Null if they can't be read. */
  readonly subgraphs: readonly ReadSubgraph[] | null;
  readonly roles: KnownRoles;
  readonly hints: LintHints;
  /** The date scalars that the configuration declares. */
  readonly dateScalars: DateScalars;
  /** How sure a warning about unmarked PHI must be. */
  readonly least: Confidence;
  /** Files of the named folders and globs that no subgraph serves. */
  readonly skipped: readonly string[];
  /** What keeps the schemas from being read. */
  readonly problems: readonly string[];
  /** Why `serve` would not start. */
  readonly unserved: readonly string[];
}

/**
 * Reads the schemas that arguments name, with the roles of a configuration; without arguments, everything in the
 * configuration, as `serve` would read it.
 */
export async function readChecked(
  command: string,
  args: readonly string[],
  flags: CheckedFlags,
): Promise<Checked> {
  const { config } = flags;
  const found = await collectProblems(() =>
    args.length === 0 && config !== undefined
      ? readConfiguration(config)
      : readArguments(command, args, config),
  );
  const { subgraphs, authorization, settings, dateScalars, skipped, unserved } =
    found.value ?? NOTHING;
  const hints = await collectProblems(() => readLintHints(flags, settings, authorization?.mode));
  const minConfidence = flags.minConfidence ?? settings?.minConfidence ?? 'low';
  const least = CONFIDENCES.find((each) => each === minConfidence);
  return {
    subgraphs,
    roles: knownRoles(authorization, flags),
    hints: hints.value ?? NO_HINTS,
    dateScalars,
    least: least ?? 'low',
    skipped,
    problems: [
      ...(least ? [] : [`--min-confidence: must be one of ${CONFIDENCES.join(', ')}.`]),
      ...hints.problems,
      ...found.problems,
      ...unknownPatientTypes(hints.value ?? NO_HINTS, subgraphs ?? []),
    ],
    unserved,
  };
}

/** Everything that is found in the schemas. */
export function lintChecked(
  subgraphs: readonly ReadSubgraph[],
  { roles, hints, dateScalars }: Pick<Checked, 'roles' | 'hints' | 'dateScalars'>,
): LintReport {
  if (subgraphs.length === 0) return { findings: [], persons: null };
  return lintReport(subgraphs, roles, hints, dateScalars);
}

interface Read extends Pick<Checked, 'subgraphs' | 'dateScalars' | 'skipped' | 'unserved'> {
  readonly authorization: Pick<AuthorizationConfig, 'reach' | 'defaultRoles' | 'mode'> | null;
  /** Null without a configuration. */
  readonly settings: LintConfig | null;
}

const NOTHING: Read = {
  subgraphs: null,
  authorization: null,
  settings: null,
  dateScalars: NO_DATE_SCALARS,
  skipped: [],
  unserved: [],
};

/** The whole of a configuration, as `serve` would read it. */
async function readConfiguration(config: string): Promise<Read> {
  const flags = { config, subgraph: [], subgraphSdl: [], reach: [] };
  const { problems, validSections, subgraphs } = await prepareGateway(flags, readSubgraphIdentity);
  const paths = validSections.graph?.subgraphs.flatMap(({ sdl }) => sdl ?? []) ?? [];
  return {
    subgraphs:
      subgraphs && subgraphs.map((each) => ({ ...each, files: fromWorkingFolder(each.files) })),
    authorization: validSections.authorization ?? null,
    settings: validSections.lint ?? null,
    dateScalars: validSections.graph?.dateScalars ?? NO_DATE_SCALARS,
    skipped: subgraphs === null ? [] : paths.flatMap((path) => findSubgraphFiles(path).skipped),
    unserved: problems,
  };
}

async function readArguments(
  command: string,
  args: readonly string[],
  file: string | undefined,
): Promise<Read> {
  const config = await collectProblems(() => readConfigFlag(file));
  const subgraphs = await collectProblems(async () =>
    readSubgraphs(args, await connectAsGateway(config.value)),
  );
  const noSubgraph = `${command}: names no subgraph. Give SUBGRAPH arguments, or a --config that has some.`;
  const problems = [
    ...config.problems,
    ...subgraphs.problems,
    ...(args.length === 0 ? [noSubgraph] : []),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return {
    subgraphs: subgraphs.value,
    authorization: config.value?.authorization ?? null,
    settings: config.value?.lint ?? null,
    dateScalars: config.value?.graph?.dateScalars ?? NO_DATE_SCALARS,
    skipped: findSkippedFiles(args),
    unserved: [],
  };
}

/** Roles of flags are added to the configuration's; default roles of flags replace them. */
function knownRoles(
  config: Read['authorization'],
  { role, defaultRole }: CheckedFlags,
): KnownRoles {
  const isListed = config !== null || role.length > 0;
  const defaultRoles = defaultRole.length > 0 ? defaultRole : (config?.defaultRoles ?? []);
  return {
    roles: isListed ? [...(config?.reach.keys() ?? []), ...role, ...defaultRoles] : null,
    defaultRoles: isListed || defaultRole.length > 0 ? defaultRoles : null,
  };
}
