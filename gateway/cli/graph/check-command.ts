import { Command } from 'commander';
import { lint } from '../../../schema/lint/lint.ts';
import type { KnownRoles } from '../../../schema/lint/lint-graph.ts';
import type { Severity } from '../../../schema/lint/finding.ts';
import type { AuthorizationConfig } from '../../access/authorization-config.ts';
import { StartError } from '../../platform/errors.ts';
import { readVersion } from '../../platform/version.ts';
import { checkGithub } from './check-github.ts';
import { checkJson } from './check-json.ts';
import { summarize, type CheckReport } from './check-report.ts';
import { checkRulesText } from './check-rules-text.ts';
import { checkSarif } from './check-sarif.ts';
import { checkNotes } from './check-notes.ts';
import { checkText, wantsColour } from './check-text.ts';
import { readConfigFlag } from './read-graph.ts';
import { openExistingIdentity, readSigner } from '../audit/read-signer.ts';
import { prepareGateway } from '../prepare-gateway.ts';
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
  readonly rules?: true;
}

/** For a check that could not be made at all. */
const NOT_CHECKED = 2;

/** `phi-gateway check`: exit code 0 clean (warnings allowed), 1 errors, 2 nothing could be checked. */
export function checkCommand(): Command {
  return new Command('check')
    .argument('[subgraph...]', SUBGRAPH_FORMS)
    .option(
      '--config <file>',
      "a gateway's YAML file, for its roles; without SUBGRAPH arguments all of it is checked, as serve would",
    )
    .addOption(repeatable('--role <role>', 'a role that is known'))
    .addOption(repeatable('--default-role <role>', 'a role that sees @phi without @role'))
    .option('--format <format>', FORMATS.join(', '), 'text')
    .option(
      '--fail-on <severity>',
      `${SEVERITIES.join(' or ')}: from which severity on the exit code is 1`,
      'error',
    )
    .option('--rules', 'print what every rule means, and check nothing')
    .addHelpText('after', EXAMPLE)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOT_CHECKED))
    .action(async (args: readonly string[], flags: CheckFlags) => {
      await reportProblems(NOT_CHECKED, async () => {
        if (flags.rules) await writeOutput([checkRulesText()]);
        else await check(args, flags);
      });
      // A module of rules may have left timers or connections behind, which would keep the process.
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
  const asked = [
    ...oneOf('--format', flags.format, FORMATS),
    ...oneOf('--fail-on', flags.failOn, SEVERITIES),
  ];
  const found = await settle(() =>
    args.length === 0 && config !== undefined
      ? checkConfiguration(config)
      : checkSchemas(args, config),
  );
  const { subgraphs, authorization, named, unserved } = found.value ?? NOTHING;
  const problems = [...asked, ...found.problems];
  if (problems.length > 0 || subgraphs === null) throw new StartError([...problems, ...unserved]);

  const roles = knownRoles(authorization, flags);
  const report = reportOn(subgraphs, { roles, named });
  process.stderr.write(
    printLines(notReported(unserved, report).map((problem) => `phi-gateway: ${problem}`)),
  );
  await writeOutput([print(report, flags.format)]);
  const { errors, warnings } = summarize(report);
  process.exitCode =
    errors + unserved.length > 0 || (flags.failOn === 'warning' && warnings > 0) ? 1 : 0;
}

/** What a check looks at. */
interface Checked {
  /** Null where they can't be read. */
  readonly subgraphs: readonly ReadSubgraph[] | null;
  readonly authorization: Pick<AuthorizationConfig, 'reach' | 'defaultRoles'> | null;
  /** SUBGRAPH arguments. */
  readonly named: readonly string[];
  /** Why `serve` would not start. */
  readonly unserved: readonly string[];
}

const NOTHING: Checked = { subgraphs: null, authorization: null, named: [], unserved: [] };

/** The whole of a configuration, as `serve` would read it. */
async function checkConfiguration(config: string): Promise<Checked> {
  const flags = { config, subgraph: [], subgraphSdl: [], reach: [] };
  const { problems, known, subgraphs } = await prepareGateway(flags, openExistingIdentity);
  const files = new Map(known.graph?.subgraphs.map(({ name, sdl }) => [name, sdl]));
  return {
    subgraphs:
      subgraphs && subgraphs.map((each) => ({ ...each, file: files.get(each.name) ?? null })),
    authorization: known.authorization ?? null,
    named: [],
    unserved: problems,
  };
}

/** Schemas that arguments name, and of a configuration its roles alone. */
async function checkSchemas(args: readonly string[], file: string | undefined): Promise<Checked> {
  const config = await settle(() => readConfigFlag(file));
  const subgraphs = await settle(async () => readSubgraphs(args, await readSigner(config.value)));
  const problems = [
    ...config.problems,
    ...subgraphs.problems,
    ...(args.length === 0 ? [NO_SUBGRAPH] : []),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return {
    subgraphs: subgraphs.value,
    authorization: config.value?.authorization ?? null,
    named: args,
    unserved: [],
  };
}

/** What the report doesn't say of its own accord: it names every mark that can't be composed. */
function notReported(problems: readonly string[], { findings }: CheckReport): readonly string[] {
  return problems.filter((line) => !findings.some(({ message }) => line.includes(message)));
}

const NO_SUBGRAPH =
  'check: names no subgraph. Give SUBGRAPH arguments, or a --config that has some.';

interface Settled<Value> {
  readonly value: Value | null;
  readonly problems: readonly string[];
}

/** A value, or problems that are reported together with those of other inputs. */
async function settle<Value>(read: () => Value | Promise<Value>): Promise<Settled<Value>> {
  try {
    return { value: await read(), problems: [] };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { value: null, problems: error.problems };
  }
}

function oneOf(flag: string, value: string, words: readonly string[]): string[] {
  return words.includes(value) ? [] : [`${flag}: must be one of ${words.join(', ')}.`];
}

/** Roles given by flags come on top of the configuration's; default roles given so take their place. */
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

function reportOn(
  subgraphs: readonly ReadSubgraph[],
  { roles, named }: { readonly roles: KnownRoles; readonly named: readonly string[] },
): CheckReport {
  return {
    findings: subgraphs.length === 0 ? [] : lint(subgraphs, roles),
    sources: new Map(
      subgraphs.map(({ name, file, url }) => [
        name,
        file === null ? { kind: 'url', at: url } : { kind: 'file', at: file },
      ]),
    ),
    notes: checkNotes(subgraphs, { roles, named }),
  };
}

function print(report: CheckReport, format: string): string {
  // The root of the checkout, where a job may have gone down into a folder.
  const root = process.env['GITHUB_WORKSPACE'] ?? process.cwd();
  switch (format) {
    case 'json':
      return checkJson(report);
    case 'sarif':
      return checkSarif(report, { version: readVersion(), root });
    case 'github':
      return checkGithub(report, root);
    default:
      return checkText(report, wantsColour(process.stdout, process.env));
  }
}
