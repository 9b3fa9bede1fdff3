import { valueFromASTUntyped, type DirectiveNode, type DocumentNode } from 'graphql';
import { positionOf, type Position } from './position.ts';
import { schemaNodes } from './schema-elements.ts';

/** One `@link` of a schema: a specification and the local names of its elements. */
export interface SpecLink extends Position {
  /** The URL without its version, normalized as in Apollo Federation. */
  readonly identity: string;
  /** The specification's own name: the last segment of its identity. */
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  /** The prefix of elements that are not imported: `as`, or the specification's name. */
  readonly namespace: string;
  /** Imported elements with their local names. Names of directives include `@`. */
  readonly imports: readonly Import[];
  /** The name of the directive itself: `link`, unless the schema renames it. */
  readonly directive: string;
  readonly node: DirectiveNode;
}

/** One imported element. An element can be imported under several names. */
export interface Import {
  readonly name: string;
  readonly as: string;
}

/**
 * Reads every schema directive with the URL of a versioned specification, whatever its name.
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

/**
 * The local names, without `@`, of a linked specification's directive. For `directive` `role` of the specification
 * `phi`: `phi__role` and the names under which it is imported. The directive with the specification's own name has no
 * prefix.
 */
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
    ...positionOf(node),
  };
}

/**
 * Parses a URL as Apollo Federation does, so that both recognize the same links: `https://phi-gateway.dev/phi/v1.0` has
 * the name `phi` and the version 1.0. Null for URLs without a version.
 */
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

/** Reads `["@phi", { name: "@role", as: "@viewers" }]`, or a single one of these (list input coercion). */
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
