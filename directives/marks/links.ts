import { valueFromASTUntyped, type DirectiveNode, type DocumentNode } from 'graphql';
import { lineOf } from './line.ts';
import { schemaNodes } from './schema-elements.ts';

/** One `@link` of a schema: a specification and the names under which the schema knows its elements. */
export interface SpecLink {
  /** The URL without its version, as Apollo Federation normalises it. */
  readonly identity: string;
  /** The specification's own name: the last segment of its identity. */
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  /** Prefix of everything that is not imported: `as`, else the specification's name. */
  readonly namespace: string;
  /** Imported elements with their local names. Directives keep their `@` on both sides. */
  readonly imports: readonly Import[];
  /** The schema directive that links: `link` unless somebody renamed it. */
  readonly directive: string;
  readonly node: DirectiveNode;
  readonly line: number | null;
}

/** One imported element. The same element may be imported under several names. */
export interface Import {
  readonly name: string;
  readonly as: string;
}

/**
 * Every schema directive with the URL of a versioned specification, whatever the directive is called.
 * https://specs.apollo.dev/link/v1.0/
 */
export function readLinks(document: DocumentNode): SpecLink[] {
  const links: SpecLink[] = [];
  for (const { directives = [] } of schemaNodes(document)) {
    for (const node of directives) {
      const link = readLink(node);
      if (link) links.push(link);
    }
  }
  return links;
}

/** The local names, without `@`, under which a schema may apply a linked specification's directive. */
export function localDirectiveNames(link: SpecLink, directive: string): ReadonlySet<string> {
  const names = new Set([
    directive === link.name ? link.namespace : `${link.namespace}__${directive}`,
  ]);
  for (const { name, as } of link.imports) {
    if (name === `@${directive}`) names.add(as.replace(/^@/, ''));
  }
  return names;
}

function readLink(node: DirectiveNode): SpecLink | null {
  const values = new Map(
    (node.arguments ?? []).map((argument) => [
      argument.name.value,
      valueFromASTUntyped(argument.value),
    ]),
  );
  const url = values.get('url');
  const parsed = typeof url === 'string' ? parseSpecUrl(url) : null;
  if (!parsed) return null;
  const as = values.get('as');
  return {
    ...parsed,
    namespace: typeof as === 'string' ? as : parsed.name,
    imports: readImports(values.get('import')),
    directive: node.name.value,
    node,
    line: lineOf(node),
  };
}

/** Read the way Apollo Federation reads it, so that no spelling links for it but not for us. */
function parseSpecUrl(
  text: string,
): Pick<SpecLink, 'identity' | 'name' | 'major' | 'minor'> | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const slash = url.pathname.lastIndexOf('/');
  const version = url.pathname.slice(slash + 1);
  const path = url.pathname.slice(0, slash);
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!/^v\d+\.\d+$/.test(version) || name === '') return null;
  url.hash = '';
  url.search = '';
  url.password = '';
  url.username = '';
  url.pathname = path;
  const major = Number.parseInt(version.slice(1), 10);
  const minor = Number(version.slice(version.indexOf('.') + 1));
  return { identity: url.toString(), name, major, minor };
}

function readImports(value: unknown): Import[] {
  const imports: Import[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    if (typeof item === 'string') imports.push({ name: item, as: item });
    if (typeof item !== 'object' || item === null) continue;
    const name: unknown = Reflect.get(item, 'name');
    const as: unknown = Reflect.get(item, 'as');
    if (typeof name === 'string') imports.push({ name, as: typeof as === 'string' ? as : name });
  }
  return imports;
}
