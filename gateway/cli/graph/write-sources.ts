import { existsSync, readFileSync, realpathSync } from 'node:fs';
import type { EditedFile } from '../../../schema/edit/edited-files.ts';
import { StartError } from '../../platform/errors.ts';
import { writeText } from './write-text.ts';

/**
 * Writes the changed files of schemas, each as a whole. Before the first is written, all are compared with what was read.
 *
 * @throws StartError with a line for each file that changed since it was read or can't be written
 */
export function writeSources(files: readonly EditedFile[]): readonly string[] {
  const changed = files.filter(({ before, after }) => after !== before);
  const problems = [
    ...sharedFiles(changed),
    ...changed.flatMap(({ path, before }) => problemWith(path, before) ?? []),
  ];
  if (problems.length > 0) throw new StartError(problems);
  for (const { path, after } of changed) writeText(path, after);
  return changed.map(({ path }) => path);
}

/** A file in two subgraphs would lose the marks that the first one gives it. */
function sharedFiles(files: readonly EditedFile[]): readonly string[] {
  const paths = files.map(({ path }) => (existsSync(path) ? realpathSync(path) : path));
  return files
    .filter((_, at) => paths.indexOf(paths[at] ?? '') !== at)
    .map(({ path }) => `${path} is in two subgraphs. Nothing was written: name one of them.`);
}

function problemWith(path: string, before: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return `${path} can't be read any more. Nothing was written.`;
  }
  if (bytes.equals(Buffer.from(before))) return null;
  return bytes.toString('utf8') === before
    ? `${path} is not valid UTF-8. Nothing was written: save it as UTF-8.`
    : `${path} changed since it was read. Nothing was written: run the command again.`;
}
