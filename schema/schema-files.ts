import type { Position } from '../directives/marks/position.ts';
import { parseSchema } from './parse-subgraphs.ts';

/** A file in the text of a subgraph's schema. */
export interface SchemaFile {
  readonly path: string;
  /** The line of the whole text at which it begins, from 1. */
  readonly firstLine: number;
  /** Where its text begins in the whole text, and how long it is, in UTF-16 code units. */
  readonly start: number;
  readonly length: number;
  /** Whether it begins with a byte order mark, which editors do not count as a column. */
  readonly hasByteOrderMark: boolean;
}

/** The text of a subgraph's schema and the files that it was read from. */
export interface SchemaText {
  readonly sdl: string;
  /** In the order of the text; empty for a text that was requested from its subgraph. */
  readonly files: readonly SchemaFile[];
}

/** A place in a file. */
export interface FilePosition {
  readonly path: string;
  readonly line: number;
  readonly column: number | null;
}

/**
 * Joins the files of one subgraph into one schema text, each on lines of its own. If one of several is not valid GraphQL, it is
 * the whole text: joined, its error could be found in the next file.
 */
export function joinSchemaFiles(
  files: readonly { readonly path: string; readonly text: string }[],
): SchemaText {
  const broken = files.length > 1 ? files.find(isBroken) : undefined;
  let sdl = '';
  let nextLine = 1;
  const placed: SchemaFile[] = [];
  for (const { path, text } of broken ? [broken] : files) {
    if (placed.length > 0) sdl += '\n';
    placed.push({
      path,
      firstLine: nextLine,
      start: sdl.length,
      length: text.length,
      hasByteOrderMark: text.startsWith('\u{feff}'),
    });
    sdl += text;
    // A file that ends in a carriage return and the line feed after it would be one line break.
    if (text.endsWith('\r')) sdl += '\n';
    nextLine += linesOf(text).length;
  }
  return { sdl, files: placed };
}

/** The file and the line in it of a position in a subgraph's text; null if its line or its file is unknown. */
export function locateIn(
  files: readonly SchemaFile[],
  { line, column }: Position,
): FilePosition | null {
  if (line === null) return null;
  const file = files.findLast(({ firstLine }) => firstLine <= line);
  if (!file) return null;
  const own = line - file.firstLine + 1;
  const isShifted = own === 1 && file.hasByteOrderMark && column !== null && column > 1;
  return { path: file.path, line: own, column: isShifted ? column - 1 : column };
}

function isBroken({ text }: { readonly text: string }): boolean {
  return !isBlank(text) && 'problem' in parseSchema(text, null);
}

/** Whether a text has only what GraphQL ignores. Alone, it would be invalid. */
export function isBlank(text: string): boolean {
  return text.replaceAll(/#[^\n\r]*/g, '').replaceAll(/[\s,\uFEFF]/g, '') === '';
}

/** The lines of a text as GraphQL counts them. https://spec.graphql.org/draft/#LineTerminator */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r]/);
}
