import { unifiedDiff } from '../../../../schema/edit/unified-diff.ts';
import { countOf } from '../../../platform/count-of.ts';
import { patchPath } from '../source-path.ts';
import type { EditedSubgraph, Fixed } from '../fix-findings.ts';

/** The changes of `--fix` as one patch. */
export function fixPatch({ edited }: Fixed): string {
  return edited
    .flatMap(({ files }) => files)
    .map(({ path, before, insertions }) => unifiedDiff(patchPath(path), before, insertions))
    .join('');
}

/** What `--fix` changed or would change, a line for each file, and what is left for the author. */
export function fixLines({ edited, changes, unfixed }: Fixed, isDryRun: boolean): string[] {
  const verb = isDryRun ? 'would change' : 'changed';
  const all = [...changes.values()].flat();
  const marks = all.filter(({ kind }) => kind === 'mark');
  const paths = all.filter(({ kind }) => kind === 'patient');
  const empty = marks.filter(
    (change) => change.kind === 'mark' && change.roles.some((roles) => roles.length === 0),
  );
  const lines = edited.flatMap((each) => subgraphLines(each, verb));
  return [
    ...lines,
    ...(all.length === 0 ? ['--fix: nothing to mark.'] : []),
    ...(marks.length === 0
      ? []
      : [
          `--fix: ${countOf(marks.length, 'value')} ${isDryRun ? 'would be ' : ''}marked. Review each category.${empty.length > 0 ? ` Fill in the roles of ${empty.length}: search for anyOf: [], which no caller meets.` : ''}`,
        ]),
    ...(paths.length === 0
      ? []
      : [
          `--fix: @patient ${isDryRun ? 'would be ' : ''}written in ${countOf(paths.length, 'place')}. Review whose record it is in each.`,
        ]),
    ...[...unfixed].map(
      ([name, count]) =>
        `--fix: ${countOf(count, 'finding')} of subgraph ${name} not fixed, since its schema was requested from it. Name its files: ${name}=PATH.`,
    ),
  ];
}

function subgraphLines({ files, isLinkAdded }: EditedSubgraph, verb: string): string[] {
  return files
    .filter(({ before, after }) => before !== after)
    .map(({ path, insertions }) => {
      const count = insertions.filter(({ text }) =>
        /^\s*@\w+(?:\((?:category|id): |$)/.test(text),
      ).length;
      const link =
        isLinkAdded && insertions.some(({ text }) => text.includes('@link(url:'))
          ? ', linked to the phi specification'
          : '';
      return `${path}: ${verb}, ${countOf(count, 'mark')}${link}.`;
    });
}
