import {
  Kind,
  parse,
  visit,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
} from 'graphql';
import { bindNames, type BoundNames } from './bind-names.ts';
import { checkComposed, checkDefinitions, checkUnlinkedNames } from './check-spec-use.ts';
import { FEDERATION } from './federation-directives.ts';
import { localDirectiveNames, readLinks } from './links.ts';
import { isTypeNode, schemaNodes, type NamedDefinition } from './places.ts';
import type { Finding } from './problem.ts';
import { MARK_NAMES, SPEC_DEFINITIONS, type MarkName } from './spec-definitions.ts';
import { SPEC_IDENTITY, SPEC_VERSION } from '../spec.ts';

/** A schema in which the specification's elements have their canonical names. */
export interface CanonicalDocument {
  readonly document: DocumentNode;
  /** What would make composition or compilation drop a mark. Empty: `document` is safe to read. */
  readonly findings: readonly Finding[];
}

/**
 * Rewrites a subgraph's schema to the canonical names `@phi`, `@role`, `@patient`, `phi__Category` and
 * `phi__Deidentify`, with the specification's own definitions. Names that subgraphs chose differently
 * would otherwise meet in composition, which refuses or drops them. Lines stay those of the source.
 */
export function canonicalSubgraph(document: DocumentNode): CanonicalDocument {
  const names = bindNames(document);
  const composeNames = composeDirectiveNames(document);
  const composed = composedMarks(document, names, composeNames);
  const { rewritten, definitions } = rename(document, names, composeNames);
  const findings = [
    ...names.findings,
    ...checkUnlinkedNames(document, names),
    ...checkDefinitions(definitions),
    ...checkComposed(document, names, composed),
  ];
  if (!names.link) return { document, findings };
  const compose = [...composed].map(([mark, local]) => `@${local}(name: "@${mark}")`);
  return { document: withSpec(rewritten, compose.join(' ')), findings };
}

/** Does the same for a supergraph, in which composition has already settled what is composed. */
export function canonicalSupergraph(document: DocumentNode): CanonicalDocument {
  const names = bindNames(document);
  const { rewritten, definitions } = rename(document, names, new Set());
  const findings = [
    ...names.findings,
    ...checkUnlinkedNames(document, names),
    ...checkDefinitions(definitions),
  ];
  return { document: names.link ? withSpec(rewritten, '') : document, findings };
}

function composeDirectiveNames(document: DocumentNode): ReadonlySet<string> {
  const links = readLinks(document).filter((link) => link.identity === FEDERATION);
  return new Set(links.flatMap((link) => [...localDirectiveNames(link, 'composeDirective')]));
}

/** Composed mark → what this subgraph calls `@composeDirective`. */
function composedMarks(
  document: DocumentNode,
  names: BoundNames,
  composeNames: ReadonlySet<string>,
): ReadonlyMap<MarkName, string> {
  const composed = new Map<MarkName, string>();
  for (const { directives = [] } of schemaNodes(document)) {
    for (const directive of directives) {
      const mark = composedMark(directive, names, composeNames);
      if (mark) composed.set(mark, directive.name.value);
    }
  }
  return composed;
}

function composedMark(
  directive: DirectiveNode,
  names: BoundNames,
  composeNames: ReadonlySet<string>,
): MarkName | null {
  if (!composeNames.has(directive.name.value)) return null;
  const value = directive.arguments?.find((argument) => argument.name.value === 'name')?.value;
  if (value?.kind !== Kind.STRING) return null;
  return names.directives.get(value.value.replace(/^@/, '')) ?? null;
}

/** Renames uses, and takes out the specification's link, its `@composeDirective`s and its definitions. */
function rename(
  document: DocumentNode,
  names: BoundNames,
  composeNames: ReadonlySet<string>,
): { rewritten: DocumentNode; definitions: NamedDefinition[] } {
  const renamed: DocumentNode = visit(document, {
    Directive(node) {
      if (node === names.link?.node || composedMark(node, names, composeNames)) return null;
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
    const own = canonicalDefinition(node, names);
    if (own) definitions.push(own);
    else if (!isEmptyExtension(node)) others.push(node);
  }
  return { rewritten: { ...renamed, definitions: others }, definitions };
}

/** The definition under its canonical name, if it defines an element of the specification. */
function canonicalDefinition(node: DefinitionNode, names: BoundNames): NamedDefinition | null {
  if (node.kind === Kind.DIRECTIVE_DEFINITION) {
    const value = names.directives.get(node.name.value);
    return value ? { ...node, name: { ...node.name, value } } : null;
  }
  if (!isTypeNode(node)) return null;
  const value = names.types.get(node.name.value);
  return value === undefined ? null : { ...node, name: { ...node.name, value } };
}

function isEmptyExtension(node: DefinitionNode): boolean {
  return (
    node.kind === Kind.SCHEMA_EXTENSION &&
    (node.directives ?? []).length === 0 &&
    (node.operationTypes ?? []).length === 0
  );
}

function withSpec(document: DocumentNode, compose: string): DocumentNode {
  const imports = MARK_NAMES.map((mark) => `"@${mark}"`).join(', ');
  const url = `${SPEC_IDENTITY}/v${SPEC_VERSION.major}.${SPEC_VERSION.minor}`;
  const { definitions } = parse(
    `extend schema @link(url: "${url}", import: [${imports}]) ${compose}`,
    {
      noLocation: true,
    },
  );
  return {
    ...document,
    definitions: [...document.definitions, ...definitions, ...SPEC_DEFINITIONS],
  };
}
