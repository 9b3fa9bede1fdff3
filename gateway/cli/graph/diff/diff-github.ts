import type { Origin } from '../../../../directives/marks/graph.ts';
import type { ChangeSubject, OpenChange, Review } from '../../../../schema/diff/accept-changes.ts';
import type { GraphDiff, UnmatchedElement } from '../../../../schema/diff/change.ts';
import { differenceText, settingText, unmatchedText } from '../../../../schema/diff/change-text.ts';
import {
  acceptedText,
  FIRST_MARKED,
  staleText,
  summary,
} from '../../../../schema/diff/print-diff.ts';
import { locateIn, type SchemaFile } from '../../../../schema/schema-files.ts';
import { sourcePath } from '../source-path.ts';
import { escapeData, workflowCommand } from '../workflow-command.ts';

/** Where the annotations are shown. */
export interface DiffGithubOptions {
  /** Subgraph of the new graph → the files of its schema. */
  readonly files: ReadonlyMap<string, readonly SchemaFile[]>;
  /** Root of the checkout. */
  readonly root: string;
}

/** A comparison as annotations of a pull request: an error for each change that shows more and is not accepted. */
export function writeDiffAnnotations(
  diff: GraphDiff,
  review: Review,
  { files, root }: DiffGithubOptions,
): string {
  const placeOf = (origin: Origin) => {
    const found = locateIn(files.get(origin.subgraph ?? '') ?? [], origin);
    return found
      ? { file: sourcePath(found.path, root), line: found.line, col: found.column }
      : { file: null, line: null, col: null };
  };
  const counted = new Set(review.changes.map(({ subject }: OpenChange) => subject));
  /** The level and title of a change with these parts. */
  const annotate = (subjects: readonly ChangeSubject[]) => {
    const more = subjects.filter((each) => counted.has(each));
    if (more.length === 0) return { level: 'notice', title: 'Shows less' } as const;
    return more.every((each) => review.accepted.has(each))
      ? ({ level: 'notice', title: 'Shows more, accepted' } as const)
      : ({ level: 'error', title: 'Shows more' } as const);
  };
  const acceptedLines = (subject: ChangeSubject) => {
    const entry = review.accepted.get(subject);
    return entry ? [acceptedText(entry)] : [];
  };
  const { changes, settings, isFirstMarked, added, removed } = diff;
  const lines = [
    ...(isFirstMarked ? [workflowCommand('notice', { title: 'First marks' }, FIRST_MARKED)] : []),
    ...settings.map((each) => {
      const { level, title } = annotate([each]);
      return workflowCommand(
        level,
        { title },
        [settingText(each), ...acceptedLines(each)].join('\n'),
      );
    }),
    ...changes.map(({ coordinate, differences, origin }) => {
      const { level, title } = annotate(differences);
      const texts = differences.flatMap((each) => [differenceText(each), ...acceptedLines(each)]);
      return workflowCommand(
        level,
        { ...placeOf(origin), title },
        [coordinate, ...texts].join('\n'),
      );
    }),
    ...added.map((each) => {
      const level = counted.has(each) ? annotate([each]).level : levelOfNew(each);
      return workflowCommand(
        level,
        { ...placeOf(each.origin), title: 'New' },
        [unmatchedText(each), ...acceptedLines(each)].join('\n'),
      );
    }),
    ...removed.map((each) => workflowCommand('notice', { title: 'Gone' }, unmatchedText(each))),
    ...review.stale.map((each) => workflowCommand('warning', { title: 'Stale' }, staleText(each))),
    escapeData(summary(diff, review)),
  ];
  return `${lines.join('\n')}\n`;
}

/** A new field that every caller may read gets a warning even if the check passes. */
function levelOfNew({ seenBy }: UnmatchedElement): 'warning' | 'notice' {
  return seenBy === 'all' ? 'warning' : 'notice';
}
