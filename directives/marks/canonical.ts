import {
  Kind,
  parse,
  visit,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
} from 'graphql';
import { readLocalNames, isKnownVersion, type LocalNames } from './local-names.ts';
import { checkComposed, checkDefinitions, checkUnlinkedNames } from './check-spec-use.ts';
import { FEDERATION } from './federation-directives.ts';
import { localDirectiveNames, readLinks } from './links.ts';
import { isTypeNode, schemaNodes, type NamedDefinition } from './schema-elements.ts';
import type { DocumentProblem } from './problem.ts';
import {
  newestVersion,
  SPEC_VERSIONS,
  newestLinkText,
  type MarkName,
  type SpecVersions,
} from './spec-versions.ts';

/** A schema in which the specification's elements have their canonical names. */
export interface CanonicalDocument {
  readonly document: DocumentNode;
  /** Problems that would make composition or compilation drop a mark. Only without any may `document` be used. */
  readonly problems: readonly DocumentProblem[];
}

/**
 * Rewrites a subgraph's schema to the canonical names `@phi`, `@role`, `@patient`, `phi__Category` and
 * `phi__Deidentify`, even if it imports them under other names, such as `@sensitive` for `@phi`. Adds the definitions
 * of the newest version: composition refuses or drops marks for which subgraphs have different names or definitions.
 * Line numbers stay those of the source.
 */
export function canonicalSubgraph(
  document: DocumentNode,
  versions: SpecVersions = SPEC_VERSIONS,
): CanonicalDocument {
  const names = readLocalNames(document, versions);
  const composeNames = composeDirectiveNames(document);
  const composed = composedMarkNames(document, names, composeNames);
  const { rewritten, definitions } = rename(document, names, composeNames);
  const problems = [
    ...names.problems,
    ...checkUnlinkedNames(document, names, versions),
    ...definitionProblems(definitions, names, versions),
    ...checkComposed(document, names, composed),
  ];
  // Without a link there is nothing to rename; checkUnlinkedNames has reported any uses.
  if (!names.link) return { document, problems };
  const compose = [...composed].map(([mark, local]) => `@${local}(name: "@${mark}")`);
  return { document: withSpec(rewritten, compose.join(' '), versions), problems };
}

/**
 * Rewrites a supergraph as {@link canonicalSubgraph} does a subgraph. A supergraph has no `@composeDirective` to check.
 */
export function canonicalSupergraph(
  document: DocumentNode,
  versions: SpecVersions = SPEC_VERSIONS,
): CanonicalDocument {
  const names = readLocalNames(document, versions);
  const { rewritten, definitions } = rename(document, names, new Set());
  const problems = [
    ...names.problems,
    ...checkUnlinkedNames(document, names, versions),
    ...definitionProblems(definitions, names, versions),
  ];
  return { document: names.link ? withSpec(rewritten, '', versions) : document, problems };
}

/** Compares definitions with the known versions, except those of an unknown version, whose link is reported already. */
function definitionProblems(
  definitions: readonly NamedDefinition[],
  { link }: LocalNames,
  versions: SpecVersions,
): DocumentProblem[] {
  return link && !isKnownVersion(link, versions) ? [] : checkDefinitions(definitions, versions);
}

/** The names that this subgraph gives to `@composeDirective`, without `@`. */
function composeDirectiveNames(document: DocumentNode): ReadonlySet<string> {
  const links = readLinks(document).filter((link) => link.identity === FEDERATION);
  return new Set(links.flatMap((link) => [...localDirectiveNames(link, 'composeDirective')]));
}

/** The marks that the subgraph passes to `@composeDirective` → its name for that directive. */
function composedMarkNames(
  document: DocumentNode,
  names: LocalNames,
  composeNames: ReadonlySet<string>,
): ReadonlyMap<MarkName, string> {
  const composed = new Map<MarkName, string>();
  for (const { directives = [] } of schemaNodes(document)) {
    for (const directive of directives) {
      const mark = composedMarkName(directive, names, composeNames);
      if (mark) composed.set(mark, directive.name.value);
    }
  }
  return composed;
}

/**
 * The mark that a `@composeDirective` names: `phi` for `@composeDirective(name: "@phi")`. Null for other directives.
 */
function composedMarkName(
  directive: DirectiveNode,
  names: LocalNames,
  composeNames: ReadonlySet<string>,
): MarkName | null {
  if (!composeNames.has(directive.name.value)) return null;
  const value = directive.arguments?.find((argument) => argument.name.value === 'name')?.value;
  if (value?.kind !== Kind.STRING) return null;
  return names.directives.get(value.value.replace(/^@/, '')) ?? null;
}

/**
 * Renames uses of the specification's elements, and removes its link, its `@composeDirective`s and its definitions,
 * which are returned apart.
 */
function rename(
  document: DocumentNode,
  names: LocalNames,
  composeNames: ReadonlySet<string>,
): { rewritten: DocumentNode; definitions: NamedDefinition[] } {
  const renamed: DocumentNode = visit(document, {
    Directive(node) {
      if (node === names.link?.node || composedMarkName(node, names, composeNames)) return null;
      const mark = names.directives.get(node.name.value);
      return mark ? { ...node, name: { ...node.name, value: mark } } : undefined;
    },
    NamedType(node) {
      const canonical = names.types.get(node.name.value);
      return canonical ? { ...node, name: { ...node.name, value: canonical } } : undefined;
    },
  });
  const definitions: NamedDefinition[] = [];
  const others: DefinitionNode[] = [];
  for (const node of renamed.definitions) {
    const specDefinition = canonicalDefinition(node, names);
    if (specDefinition) definitions.push(specDefinition);
    else if (!isEmptyExtension(node)) others.push(node);
  }
  return { rewritten: { ...renamed, definitions: others }, definitions };
}

/** The definition under its canonical name; null if it defines no element of the specification. */
function canonicalDefinition(node: DefinitionNode, names: LocalNames): NamedDefinition | null {
  if (node.kind === Kind.DIRECTIVE_DEFINITION) {
    const value = names.directives.get(node.name.value);
    return value ? { ...node, name: { ...node.name, value } } : null;
  }
  if (!isTypeNode(node)) return null;
  const value = names.types.get(node.name.value);
  return value === undefined ? null : { ...node, name: { ...node.name, value } };
}

/** Whether nothing is left of an `extend schema` that held only the removed link. It would be invalid. */
function isEmptyExtension(node: DefinitionNode): boolean {
  return (
    node.kind === Kind.SCHEMA_EXTENSION &&
    (node.directives ?? []).length === 0 &&
    (node.operationTypes ?? []).length === 0
  );
}

/** Adds the link of the newest version with its definitions, and the `@composeDirective`s in `compose`. */
function withSpec(document: DocumentNode, compose: string, versions: SpecVersions): DocumentNode {
  const extension = parse(`extend schema ${newestLinkText(versions)} ${compose}`, {
    noLocation: true,
  });
  return {
    ...document,
    definitions: [
      ...document.definitions,
      ...extension.definitions,
      ...newestVersion(versions).definitions,
    ],
  };
}
