import { Command } from 'commander';
import type { MarkChange } from '../../../../schema/edit/mark-change.ts';
import { isSure, type Confidence } from '../../../../schema/lint/finding.ts';
import type { LintReport } from '../../../../schema/lint/lint.ts';
import { linesOf, locateIn } from '../../../../schema/schema-files.ts';
import { countOf } from '../../../platform/count-of.ts';
import { StartError } from '../../../platform/errors.ts';
import { runCommand } from '../../run-command.ts';
import { editSubgraphs, type EditedSubgraph } from '../fix-findings.ts';
import { patientNotes } from '../patient-notes.ts';
import { lintChecked, readChecked, withCheckedFlags, type CheckedFlags } from '../read-checked.ts';
import type { ReadSubgraph } from '../read-subgraphs.ts';
import { writeSources } from '../write-sources.ts';
import { openAnswers } from './answers.ts';
import type { ChosenRoles } from './choose-roles.ts';
import { rolesOfMarks } from './roles-of-marks.ts';
import { tagItems, type Decision, type TagItem } from './tag-item.ts';
import { HELP } from './tag-text.ts';
import { walk, type Walked } from './tag-walk.ts';

/** `phi-gateway tag`: walks through what `check` reports as unmarked and writes the author's decisions into the schemas. */
export function tagCommand(): Command {
  return withCheckedFlags(new Command('tag'))
    .addHelpText('after', `\nKeys:${HELP}\nAnswers can come from a pipe, one per line.\n`)
    .action(async (args: readonly string[], flags: CheckedFlags) => {
      await runCommand(() => tag(args, flags));
      // A module with custom rules may have open timers or connections, which would keep the process running.
      process.exit();
    });
}

async function tag(args: readonly string[], flags: CheckedFlags): Promise<void> {
  const checked = await readChecked('tag', args, flags);
  const { subgraphs, problems, unserved, least } = checked;
  if (problems.length > 0 || subgraphs === null) throw new StartError([...problems, ...unserved]);
  const session = createSession(subgraphs, (each) => lintChecked(each, checked), least);
  await run(session, checked.roles.roles);
}

/** The texts of the subgraphs and every decision so far. */
interface Session {
  /** What is left to decide, and how the types for persons were read. */
  readonly find: () => {
    readonly items: readonly TagItem[];
    readonly persons: LintReport['persons'];
  };
  readonly placeOf: (item: TagItem) => { readonly place: string; readonly source: string };
  /** Writes all decisions, with those of the present round. */
  readonly save: (decisions: ReadonlyMap<TagItem, Decision>) => void;
  /** Ends a round: its decisions stay. */
  readonly settle: (decisions: ReadonlyMap<TagItem, Decision>) => void;
  readonly decided: () => readonly Decision[];
  /** The roles by category that marks of the files name. */
  readonly rolesOfMarks: () => ReturnType<typeof rolesOfMarks>;
}

function createSession(
  subgraphs: readonly ReadSubgraph[],
  lintIn: (subgraphs: readonly ReadSubgraph[]) => LintReport,
  least: Confidence,
): Session {
  const settled = new Map<TagItem, Decision>();
  let edited: readonly EditedSubgraph[] = editSubgraphs(subgraphs, new Map());
  /** What the files hold now. */
  let written = new Map(
    edited.flatMap(({ files }) => files.map(({ path, after }) => [path, after])),
  );
  const textOf = (name: string) => edited.find(({ subgraph }) => subgraph.name === name)?.subgraph;
  const edit = (decisions: ReadonlyMap<TagItem, Decision>) =>
    editSubgraphs(subgraphs, changesOf(new Map([...settled, ...decisions])));
  return {
    find: () => {
      const known = new Set([...settled.keys()].map(keyOf));
      const { findings, persons } = lintIn(edited.map(({ subgraph }) => subgraph));
      const broken = findings.filter(({ code }) => code === 'INVALID_SDL');
      if (broken.length > 0)
        throw new StartError(['a schema is not valid GraphQL. Run check, and fix it first.']);
      const open = findings.filter((each) => each.suppressed === null && isSure(each, least));
      const items = tagItems(open).filter(
        (item) => !known.has(keyOf(item)) && (textOf(item.subgraph)?.files.length ?? 0) > 0,
      );
      return { items, persons };
    },
    placeOf: ({ finding, subgraph }) => {
      const text = textOf(subgraph);
      const found = locateIn(text?.files ?? [], finding);
      const source = linesOf(text?.sdl ?? '')[(finding.line ?? 1) - 1]?.trim() ?? '';
      return {
        place: found ? `${found.path}:${found.line}:${found.column ?? 1}` : subgraph,
        source: source.slice(0, 200),
      };
    },
    save: (decisions) => {
      const next = edit(decisions).flatMap(({ files }) => files);
      writeSources(
        next.map((file) => ({ ...file, before: written.get(file.path) ?? file.before })),
      );
      written = new Map(next.map(({ path, after }) => [path, after]));
    },
    settle: (decisions) => {
      for (const [item, decision] of decisions) settled.set(item, decision);
      edited = edit(new Map());
    },
    decided: () => [...settled.values()],
    rolesOfMarks: () => rolesOfMarks(subgraphs),
  };
}

function keyOf({ coordinate, finding }: TagItem): string {
  return `${finding.code} ${coordinate}`;
}

function changesOf(decisions: ReadonlyMap<TagItem, Decision>): ReadonlyMap<string, MarkChange[]> {
  const changes = new Map<string, MarkChange[]>();
  for (const [{ coordinate, subgraph, finding }, decision] of decisions) {
    if (decision.kind === 'skip') continue;
    const own = changes.get(subgraph) ?? [];
    changes.set(subgraph, own);
    own.push(
      decision.kind === 'suppress'
        ? { ...decision, coordinate, rule: finding.code }
        : { ...decision, coordinate },
    );
  }
  return changes;
}

/** A mark can cause another finding, such as a filter by what is marked now: the walk goes on until none is left. */
async function run(session: Session, knownRoles: readonly string[] | null): Promise<void> {
  const chosenRoles: ChosenRoles = new Map(session.rolesOfMarks());
  const { items: first, persons } = session.find();
  let items = first;
  for (const note of patientNotes(persons)) print(`${note}\n`);
  if (items.length === 0) {
    print('Nothing to tag: every value that looks like PHI has a mark or a reason.\n');
    return;
  }
  const answers = openAnswers(process.stdin, process.stdout);
  const { ask, refuse } = answers;
  let walked: Walked = { decisions: new Map(), isEnded: false };
  while (items.length > 0 && !walked.isEnded) {
    const { placeOf, save } = session;
    walked = await walk(items, { ask, refuse, print, placeOf, save, knownRoles, chosenRoles });
    session.settle(walked.decisions);
    const { decisions, isEnded } = walked;
    items = isEnded ? items.filter((item) => !decisions.has(item)) : session.find().items;
  }
  answers.close();
  if (answers.count() === 0)
    throw new StartError([
      'tag: no answers. Run it in a terminal, pipe one answer per line to it, or use check --fix.',
    ]);
  print(endText(session.decided(), items.length));
  const refused = answers.refused();
  if (refused !== null)
    throw new StartError([`tag: answer ${answers.count()} is refused. ${refused}`]);
}

function print(text: string): void {
  process.stdout.write(text);
}

function endText(decisions: readonly Decision[], left: number): string {
  const count = (kind: Decision['kind']) => decisions.filter((each) => each.kind === kind).length;
  const empty = decisions.filter(
    (each) => each.kind === 'mark' && each.roles.some((roles) => roles.length === 0),
  ).length;
  return `
${count('mark') + count('patient')} marked, ${count('suppress')} not PHI, ${count('skip')} skipped${left > 0 ? `, ${left} left` : ''}.${empty > 0 ? ` Fill in the roles of ${countOf(empty, 'value')}: search for anyOf: [].` : ''}
Review the changes, then run check.
`;
}
