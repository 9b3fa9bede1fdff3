import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import {
  notAccepted,
  reviewDiff,
  type AcceptedChange,
  type OpenChange,
  type Review,
} from '../../../../schema/diff/accept-changes.ts';
import type { GraphDiff } from '../../../../schema/diff/change.ts';
import { diffGraphs } from '../../../../schema/diff/diff-graphs.ts';
import { printDiff } from '../../../../schema/diff/print-diff.ts';
import { printable } from '../../../../schema/printable.ts';
import { countOf } from '../../../platform/count-of.ts';
import { StartError } from '../../../platform/errors.ts';
import { appendAccepted, checkAuthor, readAccepted } from './accepted-file.ts';
import { writeDiffAnnotations } from './diff-github.ts';
import { writeDiffJson } from './diff-json.ts';
import { createPlaceText, createPlacing } from '../../../../schema/views/place-text.ts';
import { readRevision, REVISION_FORMS, type Revision } from './read-revision.ts';
import { printLines } from '../../print-lines.ts';
import { repeatable } from '../../repeatable.ts';
import { exitOnMisuse } from '../../exit-on-misuse.ts';
import { reportProblems } from '../../report-problems.ts';
import { writeOutput } from '../../write-output.ts';

interface DiffFlags {
  readonly config?: string;
  readonly oldConfig?: string;
  readonly defaultRole: readonly string[];
  readonly oldDefaultRole: readonly string[];
  readonly strict?: true;
  readonly accept?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly only: readonly string[];
  readonly format: 'text' | 'json' | 'github';
}

/** Exit code if a role sees more that is not accepted; with `--strict`, also if a role sees something new. */
const SEES_MORE = 1;

/** Exit code if the graphs could not be compared. */
const NOT_COMPARED = 2;

/** `phi-gateway diff`: exit code 0 no role sees more than is accepted, 1 a role does, 2 the graphs could not be compared. */
export function diffCommand(): Command {
  return exitOnMisuse(new Command('diff'), NOT_COMPARED)
    .argument('<old>', REVISION_FORMS)
    .argument('<new>', 'likewise')
    .option('--config <file>', "the gateway's YAML file: roles, reach and default roles of both")
    .option('--old-config <file>', 'the same for the old graph, where it was another')
    .addOption(repeatable('--default-role <role>', 'who sees PHI without a @role'))
    .addOption(repeatable('--old-default-role <role>', 'the same for the old graph'))
    .option('--strict', 'exit with 1 too if a role sees anything that is new')
    .option('--accept <file>', 'a YAML file with changes that were reviewed; they count no longer')
    .option('--by <name>', 'who accepts the changes that --accept FILE does not have yet')
    .option('--reason <text>', 'why; with --by, an entry for each of these changes is added')
    .addOption(repeatable('--only <coordinate>', 'accept only the changes there, or of a setting'))
    .addOption(new Option('--format <format>').choices(['text', 'json', 'github']).default('text'))
    .addHelpText('after', HELP)
    .action((old: string, now: string, flags: DiffFlags) =>
      reportProblems(NOT_COMPARED, () => compare(old, now, flags)),
    );
}

const HELP = `
Every combination of roles is compared. A change that cannot be compared counts as seeing more: another method
of de-identification, another @patient or @key, other purposes of use, consent, break-glass or rules in the
configuration, and PHI that is no longer recorded as before. A graph without marks counts as open to every caller, so
its first marks show less.
New fields are listed and do not count as seeing more without --strict: no earlier mark protected them.

Example, in CI:
  git worktree add ../base origin/main
  phi-gateway diff ../base/schemas schemas --config gateway.yaml --accept accepted.yaml --format github

A change that is meant, accepted with a name and a reason, for review with the schemas:
  phi-gateway diff ../base/schemas schemas --config gateway.yaml --accept accepted.yaml \\
    --by 'Ana Ruiz, privacy officer' --reason 'Nurses confirm identity by phone.' --only Patient.ssn
An entry accepts this change of these graphs and no other one, and is stale once the change is merged.
`;

async function compare(old: string, now: string, flags: DiffFlags): Promise<void> {
  const { config, defaultRole } = flags;
  const author = readAuthor(flags);
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
  const graphs = {
    before: { ...before.graph, options: before.options },
    after: { ...after.graph, options: after.options },
  };
  const found = await diffGraphs(graphs.before, graphs.after);
  const reviewWith = (entries: readonly AcceptedChange[]) =>
    reviewDiff(found, { ...graphs, entries, strict: flags.strict === true });
  const { accept: file, only } = flags;
  if (author && file !== undefined) {
    const entries = existsSync(file) ? readAccepted(file) : [];
    acceptChanges(notAccepted(reviewWith(entries)), author, { file, only });
  }
  const review = reviewWith(file === undefined ? [] : readAccepted(file));
  await writeOutput([
    print(found, review, { flags, files: after.graph.files, oldFiles: before.graph.files }),
  ]);
  process.exitCode = notAccepted(review).length > 0 ? SEES_MORE : 0;
}
interface Author {
  readonly by: string;
  readonly reason: string;
}

/** Who accepts changes and why; null if changes are only compared with the file. */
function readAuthor({ accept: file, by, reason, only }: DiffFlags): Author | null {
  if (by === undefined && reason === undefined) {
    if (only.length > 0) throw new StartError(['--only needs --accept, --by and --reason.']);
    return null;
  }
  if (file === undefined || by === undefined || reason === undefined) {
    throw new StartError(['--accept FILE, --by NAME and --reason TEXT are needed together.']);
  }
  checkAuthor({ by, reason });
  return { by, reason };
}

/** Adds an entry to the file for each change that it does not accept yet; with `--only`, for those at these places. */
function acceptChanges(
  open: readonly OpenChange[],
  author: Author,
  { file, only }: { readonly file: string; readonly only: readonly string[] },
): void {
  const missing = only.filter((at) => !open.some((change) => change.at === at));
  if (missing.length > 0) {
    throw new StartError(
      missing.map((at) => printable(`--only ${at}: no change there that shows more.`)),
    );
  }
  const chosen = open.filter(({ at }) => only.length === 0 || only.includes(at));
  if (chosen.length > 0) {
    appendAccepted(file, chosen, { ...author, date: new Date().toISOString().slice(0, 10) });
  }
  process.stderr.write(
    printLines([`phi-gateway: ${file}: ${countOf(chosen.length, 'entry', 'entries')} added`]),
  );
}

interface Printing {
  readonly flags: DiffFlags;
  readonly files: Revision['graph']['files'];
  readonly oldFiles: Revision['graph']['files'];
}

function print(diff: GraphDiff, review: Review, { flags, files, oldFiles }: Printing): string {
  switch (flags.format) {
    case 'text':
      return printDiff(diff, review, createPlaceText(files));
    case 'json':
      return writeDiffJson(diff, review, {
        placeInOld: createPlacing(oldFiles),
        placeInNew: createPlacing(files),
      });
    case 'github': {
      const root = process.env['GITHUB_WORKSPACE'] ?? process.cwd();
      return writeDiffAnnotations(diff, review, { files, root });
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
