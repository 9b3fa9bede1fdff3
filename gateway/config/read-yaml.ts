import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { StartError } from '../errors.ts';
import { offsetOfPath } from './offset-of-path.ts';

/** A YAML file as it was read. */
export interface YamlFile {
  readonly tree: unknown;
  /** Where relative paths in it start. */
  readonly folder: string;
  /** The line of a path such as `identity.issuers[0].jwks`, or of the closest section around it that is there. */
  readonly lineOf: (path: string) => number;
}

/** Reads a YAML file. @throws StartError with one line, where it can't be read. */
export function readYaml(file: string): YamlFile {
  const path = resolve(file);
  const source = readText(file, path);
  const lines = new LineCounter();
  const document = parseDocument(source, {
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  // What follows the first fault of a file is mostly a consequence of it.
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
  // Aliases could grow a small file into a huge tree, and a configuration needs none.
  visit(document, {
    Alias: (_key, node) => {
      const at = place(node.range?.[0] ?? 0);
      throw new StartError([`${at}: YAML aliases (*name) are not supported. Write the value out.`]);
    },
  });
  const tree: unknown = document.toJS();
  return {
    tree,
    folder: dirname(path),
    lineOf: (at) => Math.max(lines.linePos(offsetOfPath(document.contents, at)).line, 1),
  };
}

function readText(file: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError([`${file}: the file can't be read. Mend the path or its permissions.`], {
      cause,
    });
  }
}

function nameOf(fault: YAMLError): string {
  return fault.code.toLowerCase().replaceAll('_', ' ');
}

/** The `${NAME}` that a fault comes from: within `{ }` and `[ ]`, YAML takes its brace for another mapping. */
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
