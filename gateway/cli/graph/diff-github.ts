import type { Origin } from '../../../directives/marks/graph.ts';
import type { Change, GraphDiff, UnmatchedElement } from '../../../schema/diff/change.ts';
import {
  differenceText,
  unmatchedText,
  settingText,
  summary,
} from '../../../schema/diff/print-diff.ts';
import { locateIn, type SchemaFile } from '../../../schema/schema-files.ts';
import { sourcePath } from './source-path.ts';
import { escapeData, workflowCommand } from './workflow-command.ts';

/** Where the annotations are shown, and what is an error. */
export interface DiffGithubOptions {
  /** Subgraph of the new graph → the files of its schema. */
  readonly files: ReadonlyMap<string, readonly SchemaFile[]>;
  /** Root of the checkout. */
  readonly root: string;
  /** Whether a new element that a role sees is an error (`--strict`). */
  readonly strict: boolean;
}

/** A comparison as annotations of a pull request: an error for each change that shows more than before. */
export function writeDiffAnnotations(
  diff: GraphDiff,
  { files, root, strict }: DiffGithubOptions,
): string {
  const placeOf = (origin: Origin) => {
    const found = locateIn(files.get(origin.subgraph ?? '') ?? [], origin);
    return found
      ? { file: sourcePath(found.path, root), line: found.line, col: found.column }
      : { file: null, line: null, col: null };
  };
  const { changes, settings, added, removed } = diff;
  const lines = [
    ...settings.map((each) =>
      workflowCommand(levelOf(each.effect), { title: titleOf(each.effect) }, settingText(each)),
    ),
    ...changes.map(({ coordinate, effect, differences, origin }: Change) =>
      workflowCommand(
        levelOf(effect),
        { ...placeOf(origin), title: titleOf(effect) },
        [coordinate, ...differences.map(differenceText)].join('\n'),
      ),
    ),
    ...added.map((each) =>
      workflowCommand(
        levelOfNew(each, strict),
        { ...placeOf(each.origin), title: 'New' },
        unmatchedText(each),
      ),
    ),
    ...removed.map((each) => workflowCommand('notice', { title: 'Gone' }, unmatchedText(each))),
    escapeData(summary(diff)),
  ];
  return `${lines.join('\n')}\n`;
}

function levelOf(effect: Change['effect']): 'error' | 'notice' {
  return effect === 'more' ? 'error' : 'notice';
}

function titleOf(effect: Change['effect']): string {
  return effect === 'more' ? 'Shows more' : 'Shows less';
}

/** A new field that every caller may read gets a warning even if the check passes. */
function levelOfNew({ seenBy }: UnmatchedElement, strict: boolean): 'error' | 'warning' | 'notice' {
  if (seenBy === 'none') return 'notice';
  if (strict) return 'error';
  return seenBy === 'all' ? 'warning' : 'notice';
}
