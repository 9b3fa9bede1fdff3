import { Command } from 'commander';
import type { MarkChange } from '../../../../schema/edit/mark-change.ts';
import { isSure } from '../../../../schema/lint/finding.ts';
import type { LintHints } from '../../../../schema/lint/lint-hints.ts';
import type { LintReport } from '../../../../schema/lint/lint.ts';
import { linesOf, locateIn } from '../../../../schema/schema-files.ts';
import { countOf } from '../../../platform/count-of.ts';
import { StartError } from '../../../platform/errors.ts';
import { endProcess } from '../../end-process.ts';
import { runCommand } from '../../run-command.ts';
import { editSubgraphs, type EditedSubgraph } from '../fix-findings.ts';
import { unknownPatientTypes } from '../lint-hint-flags.ts';
import { patientNotes } from '../patient-notes.ts';
import {
  lintChecked,
  readChecked,
  withCheckedFlags,
  type Checked,
  type CheckedFlags,
} from '../read-checked.ts';
import type { ReadSubgraph } from '../read-subgraphs.ts';
import { writeSources } from '../write-sources.ts';
import { openAnswers, type Answers } from './answers.ts';
import { askPatients } from './ask-patients.ts';
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
      await endProcess();
    });
}

async function tag(args: readonly string[], flags: CheckedFlags): Promise<void> {
  const checked = await readChecked('tag', args, flags);
  const { subgraphs, problems, unserved } = checked;
  if (problems.length > 0 || subgraphs === null) throw new StartError([...problems, ...unserved]);
  const session = createSession(subgraphs, checked);
  await run(session, checked.roles.roles);
}

interface Found {
  readonly items: readonly TagItem[];
  readonly persons: LintReport['persons'];
}

/** The texts of the subgraphs and every decision so far. */
interface Session {
  /** What is left to decide, and how the types for persons were read. */
  readonly find: () => Found;
  /** Takes further types for patients from now on. */
  readonly declarePatients: (names: readonly string[]) => void;
  /** One line for each name that is not a type of the schemas. */
  readonly problemsOf: (names: readonly string[]) => readonly string[];
  readonly placeOf: (item: TagItem) => { readonly place: string; readonly source: string };
  /** Writes all decisions, with those of the present round. */
  readonly save: (decisions: ReadonlyMap<TagItem, Decision>) => void;
  /** Ends a round: its decisions stay. */
  readonly settle: (decisions: ReadonlyMap<TagItem, Decision>) => void;
  readonly decided: () => readonly Decision[];
  /** The roles by category that marks of the files name. */
  readonly rolesOfMarks: () => ReturnType<typeof rolesOfMarks>;
}

function createSession(subgraphs: readonly ReadSubgraph[], checked: Checked): Session {
  let { hints } = checked;
  const withPatients = (names: readonly string[]): LintHints => ({
    ...hints,
    patientTypes: [...hints.patientTypes, ...names],
  });
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
      const texts = edited.map(({ subgraph }) => subgraph);
      const { findings, persons } = lintChecked(texts, { ...checked, hints });
      const broken = findings.filter(({ code }) => code === 'INVALID_SDL');
      if (broken.length > 0)
        throw new StartError(['a schema is not valid GraphQL. Run check, and fix it first.']);
      const open = findings.filter(
        (each) => each.suppressed === null && isSure(each, checked.least),
      );
      const items = tagItems(open).filter(
        (item) => !known.has(keyOf(item)) && (textOf(item.subgraph)?.files.length ?? 0) > 0,
      );
      return { items, persons };
    },
    declarePatients: (names) => {
      hints = withPatients(names);
    },
    problemsOf: (names) => unknownPatientTypes(withPatients(names), subgraphs),
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

async function run(session: Session, knownRoles: readonly string[] | null): Promise<void> {
  const answers = openAnswers(process.stdin, process.stdout);
  const { items } = await findWithPatients(session, answers);
  if (items.length > 0) await walkAll(items, { session, answers, knownRoles });
  else if (answers.refused() === null)
    print('Nothing to tag: every value that looks like PHI has a mark or a reason.\n');
  answers.close();
  const refused = answers.refused();
  if (refused !== null)
    throw new StartError([`tag: answer ${answers.count()} is refused. ${refused}`]);
}

/** Says how the types for persons were read. If none was read as a patient's, the author may know better. */
async function findWithPatients(session: Session, { ask, refuse }: Answers): Promise<Found> {
  const { problemsOf } = session;
  const found = session.find();
  const { persons } = found;
  if (persons === null || persons.patients.length > 0 || persons.others.length === 0) {
    for (const note of patientNotes(persons)) print(`${note}\n`);
    return found;
  }
  const names = await askPatients({ persons, ask, refuse, problemsOf });
  if (names.length === 0) return found;
  session.declarePatients(names);
  const again = session.find();
  for (const note of patientNotes(again.persons)) print(`${note}\n`);
  print(KEEP_PATIENTS);
  return again;
}

const KEEP_PATIENTS =
  'For check and the next run, give the same types with --patient-type, or set lint.patientTypes in the configuration.\n';

/** A mark can cause another finding, such as a filter by what is marked now: the walk goes on until none is left. */
async function walkAll(
  first: readonly TagItem[],
  {
    session,
    answers,
    knownRoles,
  }: {
    readonly session: Session;
    readonly answers: Answers;
    readonly knownRoles: readonly string[] | null;
  },
): Promise<void> {
  const chosenRoles: ChosenRoles = new Map(session.rolesOfMarks());
  const { placeOf, save } = session;
  const { ask, refuse } = answers;
  let items = first;
  let walked: Walked = { decisions: new Map(), isEnded: false };
  while (items.length > 0 && !walked.isEnded) {
    walked = await walk(items, { ask, refuse, print, placeOf, save, knownRoles, chosenRoles });
    session.settle(walked.decisions);
    const { decisions, isEnded } = walked;
    items = isEnded ? items.filter((item) => !decisions.has(item)) : session.find().items;
  }
  if (answers.count() === 0)
    throw new StartError([
      'tag: no answers. Run it in a terminal, pipe one answer per line to it, or use check --fix.',
    ]);
  print(endText(session.decided(), items.length));
}

function print(text: string): void {
  process.stdout.write(text);
}

function endText(decisions: readonly Decision[], left: number): string {
  const count = (kind: Decision['kind']) => decisions.filter((each) => each.kind === kind).length;
  const empty = decisions.filter(
    (each) => each.kind === 'mark' && each.roles.some((roles) => roles.length === 0),
  ).length;
  const isChanged = decisions.some(({ kind }) => kind !== 'skip');
  return `
${count('mark') + count('patient')} marked, ${count('suppress')} not PHI, ${count('skip')} skipped${left > 0 ? `, ${left} left` : ''}.${empty > 0 ? ` Fill in the roles of ${countOf(empty, 'value')}: search for anyOf: [].` : ''}
${isChanged ? 'Review the changes, then run check.' : 'No file was changed.'}
`;
}
