import { Command } from 'commander';
import { lint } from '../../../schema/lint/lint.ts';
import { RULES } from '../../../schema/lint/rules.ts';
import type { KnownRoles } from '../../../schema/lint/lint-graph.ts';
import { CONFIDENCES, type Finding, type Severity } from '../../../schema/lint/finding.ts';
import type { Vocabulary } from '../../../schema/lint/vocabulary/vocabulary.ts';
import type { AuthorizationConfig } from '../../access/authorization-config.ts';
import type { LintConfig } from '../../config/lint-config.ts';
import { StartError } from '../../platform/errors.ts';
import { readVersion } from '../../platform/version.ts';
import { writeCheckAnnotations } from './check-github.ts';
import { writeCheckJson } from './check-json.ts';
import { summarize, type CheckReport } from './check-report.ts';
import { writeCheckSarif } from './check-sarif.ts';
import { writeCheckNotes } from './check-notes.ts';
import { writeCheckText, wantsColor } from './check-text.ts';
import { readConfigFlag } from './read-graph.ts';
import { readSubgraphIdentity } from '../../access/identity/open-subgraph-identity.ts';
import { connectAsGateway } from '../connect-as-gateway.ts';
import { prepareGateway } from '../prepare-gateway.ts';
import { readVocabulary } from './read-vocabulary.ts';
import { readSubgraphs, SUBGRAPH_FORMS, type ReadSubgraph } from './read-subgraphs.ts';
import { printLines } from '../print-lines.ts';
import { repeatable } from '../repeatable.ts';
import { reportProblems } from '../report-problems.ts';
import { writeOutput } from '../write-output.ts';

interface CheckFlags {
  readonly config?: string;
  readonly role: readonly string[];
  readonly defaultRole: readonly string[];
  readonly format: string;
  readonly failOn: string;
  readonly minConfidence?: string;
  readonly vocabulary: readonly string[];
  readonly rules?: true;
}

/** Exit code of errors, or of warnings with `--fail-on warning`. */
const NOT_CLEAN = 1;

/** Exit code if nothing could be checked. */
const NOT_CHECKED = 2;

/** `phi-gateway check`: exit code 0 clean (warnings allowed), 1 errors, 2 nothing could be checked. */
export function checkCommand(): Command {
  return new Command('check')
    .argument('[subgraph...]', SUBGRAPH_FORMS)
    .option(
      '--config <file>',
      "a gateway's YAML file, for its roles; without SUBGRAPH arguments, everything in it is checked as serve does",
    )
    .addOption(repeatable('--role <role>', 'a role that exists'))
    .addOption(repeatable('--default-role <role>', 'a role that sees @phi without @role'))
    .option('--format <format>', FORMATS.join(', '), 'text')
    .option(
      '--fail-on <severity>',
      `${SEVERITIES.join(' or ')}: least severity that makes the exit code 1`,
      'error',
    )
    .option(
      '--min-confidence <confidence>',
      `${CONFIDENCES.join(', ')}: how sure a warning about unmarked PHI must be (default: lint.minConfidence of the configuration, else "low")`,
    )
    .addOption(
      repeatable(
        '--vocabulary <file>',
        'a YAML file with further words for unmarked PHI, besides lint.vocabulary of the configuration',
      ),
    )
    .option('--rules', 'explain every rule and check nothing')
    .addHelpText('after', EXAMPLE)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOT_CHECKED))
    .action(async (args: readonly string[], flags: CheckFlags) => {
      await reportProblems(NOT_CHECKED, async () => {
        if (flags.rules) await writeOutput([rulesText()]);
        else await check(args, flags);
      });
      // A module with custom rules may have open timers or connections, which would keep the process running.
      process.exit();
    });
}

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
const SEVERITIES: readonly Severity[] = ['error', 'warning'];

const EXAMPLE = `
Example, in CI:
  phi-gateway check --config gateway.yaml --fail-on warning patients.graphql claims=https://claims.internal/graphql

A warning may stand with a reason, in a comment above the definition:
  # phi-gateway-ignore PHI_UNMARKED: The front desk's phone, no patient's.
  phone: String
`;

async function check(args: readonly string[], flags: CheckFlags): Promise<void> {
  const { config } = flags;
  const flagProblems = [
    ...oneOf('--format', flags.format, FORMATS),
    ...oneOf('--fail-on', flags.failOn, SEVERITIES),
    ...oneOf('--min-confidence', flags.minConfidence ?? 'low', CONFIDENCES),
  ];
  const found = await settle(() =>
    args.length === 0 && config !== undefined
      ? checkConfiguration(config)
      : checkSchemas(args, config),
  );
  const { subgraphs, authorization, settings, named, unserved } = found.value ?? NOTHING;
  const files = [...(settings?.vocabulary ?? []), ...flags.vocabulary];
  const vocabularies = await settle(() => files.map(readVocabulary));
  const problems = [...flagProblems, ...vocabularies.problems, ...found.problems];
  if (problems.length > 0 || subgraphs === null) throw new StartError([...problems, ...unserved]);

  const roles = knownRoles(authorization, flags);
  const least = flags.minConfidence ?? settings?.minConfidence ?? 'low';
  const all = reportOn(subgraphs, { roles, named, vocabularies: vocabularies.value ?? [] });
  const report = { ...all, findings: all.findings.filter((each) => isSure(each, least)) };
  process.stderr.write(
    printLines(notReported(unserved, report).map((problem) => `phi-gateway: ${problem}`)),
  );
  await writeOutput([print(report, flags.format)]);
  const { errors, warnings } = summarize(report);
  process.exitCode =
    errors + unserved.length > 0 || (flags.failOn === 'warning' && warnings > 0) ? NOT_CLEAN : 0;
}

/** The schemas to check, and what is known besides them. */
interface Checked {
  /** Null if they can't be read. */
  readonly subgraphs: readonly ReadSubgraph[] | null;
  readonly authorization: Pick<AuthorizationConfig, 'reach' | 'defaultRoles'> | null;
  /** Null without a configuration. */
  readonly settings: LintConfig | null;
  /** The SUBGRAPH arguments; empty if a configuration names the subgraphs. */
  readonly named: readonly string[];
  /** Why `serve` would not start. */
  readonly unserved: readonly string[];
}

const NOTHING: Checked = {
  subgraphs: null,
  authorization: null,
  settings: null,
  named: [],
  unserved: [],
};

/** The whole of a configuration, as `serve` would read it. */
async function checkConfiguration(config: string): Promise<Checked> {
  const flags = { config, subgraph: [], subgraphSdl: [], reach: [] };
  const { problems, validSections, subgraphs } = await prepareGateway(flags, readSubgraphIdentity);
  const files = new Map(validSections.graph?.subgraphs.map(({ name, sdl }) => [name, sdl]));
  return {
    subgraphs:
      subgraphs && subgraphs.map((each) => ({ ...each, file: files.get(each.name) ?? null })),
    authorization: validSections.authorization ?? null,
    settings: validSections.lint ?? null,
    named: [],
    unserved: problems,
  };
}

/** The schemas that arguments name, with the roles of a configuration. */
async function checkSchemas(args: readonly string[], file: string | undefined): Promise<Checked> {
  const config = await settle(() => readConfigFlag(file));
  const subgraphs = await settle(async () =>
    readSubgraphs(args, await connectAsGateway(config.value)),
  );
  const problems = [
    ...config.problems,
    ...subgraphs.problems,
    ...(args.length === 0 ? [NO_SUBGRAPH] : []),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return {
    subgraphs: subgraphs.value,
    authorization: config.value?.authorization ?? null,
    settings: config.value?.lint ?? null,
    named: args,
    unserved: [],
  };
}

/** The problems that the report doesn't already contain, such as marks that can't be composed. */
function notReported(problems: readonly string[], { findings }: CheckReport): readonly string[] {
  return problems.filter((line) => !findings.some(({ message }) => line.includes(message)));
}

const NO_SUBGRAPH =
  'check: names no subgraph. Give SUBGRAPH arguments, or a --config that has some.';

interface Settled<Value> {
  readonly value: Value | null;
  readonly problems: readonly string[];
}

/** Keeps the problems of a `StartError`, so that they are reported together with those of other inputs. */
async function settle<Value>(read: () => Value | Promise<Value>): Promise<Settled<Value>> {
  try {
    return { value: await read(), problems: [] };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { value: null, problems: error.problems };
  }
}

/** Whether a finding is as sure as `--min-confidence` demands. Rules that report facts always are. */
function isSure({ evidence }: Finding, least: string): boolean {
  return evidence === null || rankOf(evidence.confidence) >= rankOf(least);
}

function rankOf(confidence: string): number {
  return CONFIDENCES.findIndex((each) => each === confidence);
}

function oneOf(flag: string, value: string, words: readonly string[]): string[] {
  return words.includes(value) ? [] : [`${flag}: must be one of ${words.join(', ')}.`];
}

/** Roles of flags are added to the configuration's; default roles of flags replace them. */
function knownRoles(
  config: Pick<AuthorizationConfig, 'reach' | 'defaultRoles'> | null,
  { role, defaultRole }: CheckFlags,
): KnownRoles {
  const isListed = config !== null || role.length > 0;
  const defaultRoles = defaultRole.length > 0 ? defaultRole : (config?.defaultRoles ?? []);
  return {
    roles: isListed ? [...(config?.reach.keys() ?? []), ...role, ...defaultRoles] : null,
    defaultRoles: isListed || defaultRole.length > 0 ? defaultRoles : null,
  };
}

/** The manual of all rules: code, default severity, title and help. */
function rulesText(): string {
  return RULES.map(
    ({ code, severity, title, help }) => `${code} (${severity})\n${title}.\n\n${help}\n`,
  ).join('\n\n');
}

function reportOn(
  subgraphs: readonly ReadSubgraph[],
  {
    roles,
    named,
    vocabularies,
  }: {
    readonly roles: KnownRoles;
    readonly named: readonly string[];
    readonly vocabularies: readonly Vocabulary[];
  },
): CheckReport {
  return {
    findings: subgraphs.length === 0 ? [] : lint(subgraphs, roles, vocabularies),
    sources: new Map(
      subgraphs.map(({ name, file, url }) => [
        name,
        file === null ? { kind: 'url', at: url } : { kind: 'file', at: file },
      ]),
    ),
    notes: writeCheckNotes(subgraphs, { roles, named }),
  };
}

function print(report: CheckReport, format: string): string {
  // In a GitHub job this is the root of the checkout, to which annotations are relative; the job may run in a folder of it.
  const root = process.env['GITHUB_WORKSPACE'] ?? process.cwd();
  switch (format) {
    case 'json':
      return writeCheckJson(report);
    case 'sarif':
      return writeCheckSarif(report, { version: readVersion(), root });
    case 'github':
      return writeCheckAnnotations(report, root);
    default:
      return writeCheckText(report, wantsColor(process.stdout, process.env));
  }
}
