import type { SchemaFile } from '../schema-files.ts';
import { insertAll, type Insertion } from './text-edit.ts';

/** A file of a subgraph's schema and what is inserted into it. */
export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** With offsets in the file. */
  readonly insertions: readonly Insertion[];
}

/** The files of a schema text after insertions into it, those without any included. */
export function editedFiles(
  { sdl, files }: { readonly sdl: string; readonly files: readonly SchemaFile[] },
  insertions: readonly Insertion[],
): readonly EditedFile[] {
  return files.map((file, index) => {
    const end = files[index + 1]?.start ?? sdl.length + 1;
    const before = sdl.slice(file.start, file.start + file.length);
    const own = insertions
      .filter(({ offset }) => offset >= file.start && offset < end)
      .map(({ offset, text }) => ({ offset: Math.min(offset - file.start, file.length), text }));
    return { path: file.path, before, after: insertAll(before, own), insertions: own };
  });
}
