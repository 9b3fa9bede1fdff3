import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { AcceptedChange, OpenChange } from '../../../../schema/diff/accept-changes.ts';
import { parseTree, problemLines } from '../../../config/parse-tree.ts';
import { readYaml } from '../../../config/read-yaml.ts';
import { StartError } from '../../../platform/errors.ts';
import { text } from '../../../platform/setting-types.ts';

/**
 * Reads the file of accepted changes: a YAML list of entries.
 *
 * @throws StartError with one line for each problem, with file and line.
 */
export function readAccepted(file: string): readonly AcceptedChange[] {
  if (!existsSync(file)) {
    throw new StartError([
      `${file}: does not exist. Create it with --by and --reason, or as an empty file.`,
    ]);
  }
  const { tree, lineOf } = readYaml(file);
  // zod reports problems by the path of a key, so the list gets one.
  const { data, problems } = parseTree(FILE, { accepted: tree ?? [] }, {});
  if (data === null || problems.size > 0) {
    throw new StartError(
      problemLines(problems, (path) => `${file}:${lineOf(path.replace(/^accepted/, ''))}: `),
    );
  }
  return data.accepted;
}

/**
 * Appends entries to the file; its other text, comments included, stays as it is.
 *
 * @throws StartError if the file can't be written, or a name or a reason can't be recorded.
 */
export function appendAccepted(
  file: string,
  changes: readonly OpenChange[],
  { by, date, reason }: Pick<AcceptedChange, 'by' | 'date' | 'reason'>,
): void {
  const entries = changes.map(({ id, at, change }) => ({ id, at, change, by, date, reason }));
  try {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : HEAD;
    // In front of a list in brackets, or after one, another item is not YAML.
    const start = before.replace(/^\[\s*\][ \t]*$/m, '');
    if (/^(?!-|#)\S/m.test(start)) {
      throw new StartError([`${file}: is not a list of lines that begin with "-". Write it so.`]);
    }
    const separator = start === '' || start.endsWith('\n') ? '' : '\n';
    writeFileSync(file, `${start}${separator}${entries.map(entryText).join('')}`);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const line = `${file}: can't be written. Fix the path or its permissions.`;
    throw new StartError([line], { cause });
  }
}

/** Whether a name and a reason can be recorded. */
export function checkAuthor(author: Pick<AcceptedChange, 'by' | 'reason'>): void {
  const { problems } = parseTree(z.strictObject({ by, reason }), author, {});
  if (problems.size > 0) throw new StartError(problemLines(problems, () => '--'));
}

const HEAD = `# Changes of who sees what that were reviewed and accepted.
# phi-gateway diff --accept FILE --by NAME --reason TEXT adds entries; review them as code.
`;

const by = written('the name of the person who accepts the change');
const reason = written('the reason why the change is accepted');

function written(what: string) {
  return text(what).refine((value) => value.trim() !== '', { error: `must be ${what}, not blank` });
}

const FILE = z.strictObject({
  accepted: z.array(
    z.strictObject({
      id: text('the id of a change').regex(/^[\da-f]{16}$/, {
        error: 'must be the id of a change, 16 hexadecimal digits',
      }),
      at: text('the coordinate or the setting that changes'),
      change: text('the change, as diff shows it'),
      by,
      date: z.iso.date({ error: 'must be a date such as 2026-01-31' }),
      reason,
    }),
    { error: 'must be a list of accepted changes' },
  ),
});

/** A text of JSON is one of YAML. */
function entryText(entry: AcceptedChange): string {
  const lines = Object.entries(entry).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  return `- ${lines.join('  ')}`;
}
