import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { StartError } from '../errors.ts';

/** Reads a YAML file; relative paths in it start at its folder. @throws StartError where it can't be read. */
export function readYaml(file: string): { readonly tree: unknown; readonly folder: string } {
  const path = resolve(file);
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError([`${file}: the file can't be read. Mend the path or its permissions.`], {
      cause,
    });
  }
  const document = parseDocument(source, { strict: true, uniqueKeys: true, prettyErrors: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new StartError(
      faults.map((fault) => {
        const line = fault.linePos?.[0].line ?? 1;
        return `${file}:${line}: not valid YAML (${fault.code.toLowerCase().replaceAll('_', ' ')}).`;
      }),
    );
  }
  try {
    // Aliases could grow a small file into a huge tree, and a configuration needs none.
    const tree: unknown = document.toJS({ maxAliasCount: 0 });
    return { tree, folder: dirname(path) };
  } catch (cause) {
    throw new StartError(
      [`${file}: YAML aliases (*name) are not supported. Write the value out.`],
      {
        cause,
      },
    );
  }
}
