import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  isCollection,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLError,
} from 'yaml';
import { StartError } from '../platform/errors.ts';
import { offsetOfPath } from './offset-of-path.ts';

/** A parsed YAML file. */
export interface YamlFile {
  readonly tree: unknown;
  /** The folder of the file, to which relative paths in it refer. */
  readonly folder: string;
  /** The line of a path such as `identity.issuers[0].jwks`, or of the closest section around it that exists. */
  readonly lineOf: (path: string) => number;
}

/**
 * Reads a YAML file. Throws a `StartError` if it can't be read or parsed, or uses YAML that a configuration does not
 * support.
 */
export function readYaml(file: string): YamlFile {
  const path = resolve(file);
  const source = readText(file, path);
  const lines = new LineCounter();
  for (const start of [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)]) {
    lines.addNewLine(start);
  }
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const deep = findDeep(source);
  if (deep !== null) {
    throw new StartError([`${place(deep)}: nested deeper than ${MAX_DEPTH} levels. Flatten it.`]);
  }
  // With `uniqueKeys` the parser compares every key with every other one; `findUnsupported` finds duplicates in one pass.
  const document = parseDocument(source, { strict: true, uniqueKeys: false, prettyErrors: false });
  // Later faults of a file are mostly consequences of the first one.
  const [fault] = [...document.errors, ...document.warnings].toSorted(
    (a, b) => a.pos[0] - b.pos[0],
  );
  if (fault !== undefined) {
    const variable = unquotedVariable(source, fault);
    throw new StartError([
      variable === null
        ? `${place(fault.pos[0])}: not valid YAML (${nameOf(fault)}).`
        : `${place(variable.at)}: not valid YAML: within { } or [ ] a variable stands in quotation marks. Quote it: "${variable.text}".`,
    ]);
  }
  const unsupported = findUnsupported(document);
  if (unsupported.length > 0) {
    throw new StartError(unsupported.map(({ at, text }) => `${place(at)}: ${text}`));
  }
  const tree: unknown = document.toJS();
  return {
    tree,
    folder: dirname(path),
    lineOf: (at) => Math.max(lines.linePos(offsetOfPath(document.contents, at)).line, 1),
  };
}

/** Far more than any configuration has, and far less than what takes long to parse. */
const MAX_BYTES = 1_048_576;

/** Reads at most the limit: a device or a pipe does not state its size. */
function readText(file: string, path: string): string {
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  try {
    const opened = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(opened, bytes, length, bytes.length - length, null);
    } finally {
      closeSync(opened);
    }
  } catch (cause) {
    // A relative path can be meant for another folder than the one in which npm started the program.
    const where = file === path ? '' : ` It was looked for at ${path}.`;
    throw new StartError(
      [`${file}: the file can't be read. Fix the path or its permissions.${where}`],
      { cause },
    );
  }
  if (length > MAX_BYTES)
    throw new StartError([
      `${file}: is larger than ${MAX_BYTES} bytes. Name a configuration file.`,
    ]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length));
  } catch (cause) {
    throw new StartError([`${file}: is not a text in UTF-8. Save it as UTF-8.`], { cause });
  }
}

/** The parser is recursive: a deeper text could exhaust the stack and end the process. */
const MAX_DEPTH = 200;

/**
 * The offset at which a text is nested too deeply; null if it isn't. Each level of nesting needs a bracket, an indicator
 * (`-`, `?`, `:`) or indentation, so their number is an upper bound of the depth.
 */
function findDeep(source: string): number | null {
  let [offset, brackets, onLine] = [0, 0, 0];
  let isLineStart = true;
  for (const token of new Lexer().lex(source)) {
    if (MARKERS.has(token)) continue;
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets = Math.max(brackets - 1, 0);
    else if (token === '-' || token === '?' || token === ':') onLine += 1;
    else if (/^\r?\n$/.test(token)) onLine = 0;
    else if (isLineStart && /^ +$/.test(token)) onLine = token.length;
    if (brackets + onLine > MAX_DEPTH) return offset;
    isLineStart = token.endsWith('\n');
    offset += token.length;
  }
  return null;
}

/** Marks of the lexer between tokens: the start of a document, the end of a broken one, a scalar that follows. */
const MARKERS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001F']);

interface Unsupported {
  readonly at: number;
  readonly text: string;
}

/** Finds valid YAML that a configuration does not support: aliases, merge keys, keys that are not names, duplicate keys. */
function findUnsupported(document: Document): readonly Unsupported[] {
  const found: Unsupported[] = [];
  const report = (node: unknown, text: string) => {
    found.push({ at: isNode(node) ? (node.range?.[0] ?? 0) : 0, text });
  };
  visit(document, {
    // Aliases could grow a small file into a huge tree, and a configuration needs none.
    Alias: (_key, node) =>
      report(node, 'YAML aliases (*name) are not supported. Write the value out.'),
    Map: (_key, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (isCollection(key)) report(key, 'a key is a list or a mapping. Write a name.');
        if (!isScalar(key)) continue;
        if (String(key.value) === '<<')
          report(key, 'YAML merge keys (<<) are not supported. Write the keys out.');
        if (seen.has(String(key.value))) report(key, 'not valid YAML (duplicate key).');
        seen.add(String(key.value));
      }
    },
  });
  return found;
}

function nameOf(fault: YAMLError): string {
  return fault.code.toLowerCase().replaceAll('_', ' ');
}

/**
 * The unquoted `${NAME}` that caused a fault; null for another cause. Within `{ }` and `[ ]`, YAML reads its brace as the
 * start of a mapping.
 */
function unquotedVariable(
  source: string,
  { pos: [offset] }: YAMLError,
): { readonly at: number; readonly text: string } | null {
  if (!source.startsWith('${', offset - 1)) return null;
  const before = /[^\s,[\]{}:"']*$/.exec(source.slice(0, offset - 1))?.[0] ?? '';
  const at = offset - 1 - before.length;
  const [text] = /^[^\s]*?\$\{[^}\n]*\}(?:[^\s,\]}]*[^\s,\]}:])?/.exec(source.slice(at)) ?? [];
  return text === undefined ? null : { at, text };
}
