import { Command, Option } from 'commander';
import { showsMore, showsNew, type GraphDiff } from '../../../schema/diff/change.ts';
import { diffGraphs } from '../../../schema/diff/diff-graphs.ts';
import { printDiff } from '../../../schema/diff/print-diff.ts';
import { StartError } from '../../platform/errors.ts';
import { writeDiffAnnotations } from './diff-github.ts';
import { createPlaceText } from '../../../schema/views/place-text.ts';
import { readRevision, REVISION_FORMS, type Revision } from './read-revision.ts';
import { repeatable } from '../repeatable.ts';
import { reportProblems } from '../report-problems.ts';
import { writeOutput } from '../write-output.ts';

interface DiffFlags {
  readonly config?: string;
  readonly oldConfig?: string;
  readonly defaultRole: readonly string[];
  readonly oldDefaultRole: readonly string[];
  readonly strict?: true;
  readonly format: 'text' | 'json' | 'github';
}

/** Exit code if a role sees more; with `--strict`, also if a role sees something new. */
const SEES_MORE = 1;

/** Exit code if the graphs could not be compared. */
const NOT_COMPARED = 2;

/** `phi-gateway diff`: exit code 0 no role sees more, 1 a role sees more, 2 the graphs could not be compared. */
export function diffCommand(): Command {
  return new Command('diff')
    .argument('<old>', REVISION_FORMS)
    .argument('<new>', 'likewise')
    .option('--config <file>', "the gateway's YAML file: roles, reach and default roles of both")
    .option('--old-config <file>', 'the same for the old graph, where it was another')
    .addOption(repeatable('--default-role <role>', 'who sees PHI without a @role'))
    .addOption(repeatable('--old-default-role <role>', 'the same for the old graph'))
    .option('--strict', 'exit with 1 too if a role sees anything that is new')
    .addOption(new Option('--format <format>').choices(['text', 'json', 'github']).default('text'))
    .addHelpText('after', HELP)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOT_COMPARED))
    .action((old: string, now: string, flags: DiffFlags) =>
      reportProblems(NOT_COMPARED, () => compare(old, now, flags)),
    );
}

const HELP = `
Every combination of roles is compared. A change that cannot be compared counts as seeing more: another method
of de-identification, another @patient or @key, other purposes of use, consent, break-glass or rules in the
configuration, and PHI that is no longer recorded as before.
New fields are listed and do not count as seeing more without --strict: no earlier mark protected them.

Example, in CI:
  git worktree add ../base origin/main
  phi-gateway diff ../base/schemas schemas --config gateway.yaml --format github
`;

async function compare(old: string, now: string, flags: DiffFlags): Promise<void> {
  const { config, defaultRole } = flags;
  const before = await readNamed('old', old, {
    config: flags.oldConfig ?? config,
    defaultRoles: flags.oldDefaultRole.length > 0 ? flags.oldDefaultRole : defaultRole,
  });
  const after = await readNamed('new', now, { config, defaultRoles: defaultRole });
  // Without a configuration it is not known which patients a role reaches, so the two could not be compared.
  if ((before.options.reach === null) !== (after.options.reach === null)) {
    const which = before.options.reach === null ? 'old' : 'new';
    throw new StartError([
      `${which} graph: has no configuration, the other one has. Give --config FILE for both, or --old-config FILE too.`,
    ]);
  }
  const found = await diffGraphs(
    { ...before.graph, options: before.options },
    { ...after.graph, options: after.options },
  );
  const isMore = showsMore(found) || (flags.strict === true && showsNew(found));
  await writeOutput([print(found, { flags, isMore, files: after.graph.files })]);
  process.exitCode = isMore ? SEES_MORE : 0;
}

interface Printing {
  readonly flags: DiffFlags;
  readonly isMore: boolean;
  readonly files: Revision['graph']['files'];
}

function print(diff: GraphDiff, { flags, isMore, files }: Printing): string {
  switch (flags.format) {
    case 'text':
      return printDiff(diff, createPlaceText(files));
    case 'json':
      return `${JSON.stringify({ result: isMore ? 'more' : 'no more', ...diff }, null, 2)}\n`;
    case 'github': {
      const root = process.env['GITHUB_WORKSPACE'] ?? process.cwd();
      return writeDiffAnnotations(diff, { files, root, strict: flags.strict === true });
    }
    default:
      throw new TypeError(flags.format satisfies never);
  }
}

/** Reads one of the two graphs. Its problems begin with `old graph:` or `new graph:`. */
async function readNamed(
  which: 'old' | 'new',
  source: string,
  options: Parameters<typeof readRevision>[1],
): Promise<Revision> {
  try {
    return await readRevision(source, options);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new StartError(
      error.problems.map((problem) => `${which} graph: ${problem}`),
      {
        cause: error,
      },
    );
  }
}
