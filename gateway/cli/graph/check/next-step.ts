import { shellWord } from '../../../audit/store/audit-command.ts';
import { programCommand } from '../../program-command.ts';
import type { CheckedFlags } from '../read-checked.ts';
import { tagItems } from '../tag/tag-item.ts';
import { isOpen, placeOf, type CheckReport } from './check-report.ts';

/** Fewer values are marked by hand as fast. */
const MANY = 10;

/** The command that walks through the values without marks, if there are many in files; null otherwise. */
export function nextStep(
  report: CheckReport,
  args: readonly string[],
  flags: CheckedFlags,
): string | null {
  const items = tagItems(
    report.findings.filter((each) => isOpen(each, report) && placeOf(each, report).isFile),
  );
  if (items.length < MANY) return null;
  const words = ['tag', ...flagWords(flags), ...args];
  return `${programCommand(process.env)} ${words.map(shellWord).join(' ')}`;
}

/** The flags of `check` that `tag` has too, as they were typed. */
function flagWords(flags: CheckedFlags): readonly string[] {
  const values: readonly (readonly [flag: string, values: readonly string[]])[] = [
    ['--config', flags.config === undefined ? [] : [flags.config]],
    ['--role', flags.role],
    ['--default-role', flags.defaultRole],
    ['--min-confidence', flags.minConfidence === undefined ? [] : [flags.minConfidence]],
    ['--patient-type', flags.patientType],
    ['--vocabulary', flags.vocabulary],
  ];
  return values.flatMap(([flag, each]) => each.flatMap((value) => [flag, value]));
}
