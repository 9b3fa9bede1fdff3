import {
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type InputValueDefinitionNode,
} from 'graphql';
import { argumentText, argumentValue } from './argument-value.ts';
import { parseFieldSet, printFieldSet } from './field-set.ts';
import type { Source } from './graph.ts';
import { lineOf } from './line.ts';
import { localDirectiveNames, readLinks } from './links.ts';
import { typeNodes } from './places.ts';
import type { Problem } from './problem.ts';
import type { Dialect } from './read-graph.ts';

/** The URL under which a subgraph links Apollo Federation 2. */
const FEDERATION = 'https://specs.apollo.dev/federation';

/**
 * How a subgraph says it: `@key`, `@requires`, `@external`, `@interfaceObject`, `@context` and
 * `@fromContext`, under whatever names it imports them. Unreadable selections become problems.
 */
export function subgraphDialect(
  subgraph: string,
  document: DocumentNode,
  problems: Problem[],
): Dialect {
  const applied = federationDirectives(document);
  const roots = rootNames(document);
  const nameOf = (local: string) => roots.get(local) ?? local;
  const contexts = contextTypes(document, applied, nameOf);

  const selectionSource = (node: DirectiveNode, on: readonly (string | null)[], text: string) => {
    const selection = parseFieldSet(text);
    const origin = { subgraph, line: lineOf(node) };
    if (selection) return on.map((type): Source => ({ on: type, selection, origin }));
    problems.push(unreadable(origin.line, subgraph, node));
    return [];
  };

  return {
    subgraph,
    nameOf,
    isInterfaceObject: (type) => applied('interfaceObject', type.directives).length > 0,
    keysOf: (type) =>
      applied('key', type.directives)
        .filter((key) => argumentValue(key, 'resolvable') !== false)
        .flatMap((key) => selectionSource(key, [null], argumentText(key, 'fields') ?? ''))
        .map((source) => printFieldSet(source.selection)),
    isExternal: (type, field) =>
      applied('external', field.directives).length > 0 ||
      applied('external', type.directives).length > 0,
    sourcesOf: (_type, field) => [
      ...applied('requires', field.directives).flatMap((node) =>
        selectionSource(node, [null], argumentText(node, 'fields') ?? ''),
      ),
      ...(field.arguments ?? []).flatMap((argument) =>
        fromContexts(argument, applied).flatMap((node) => {
          const [, name = '', selection = ''] =
            /^\s*\$\s*([A-Za-z_]\w*)([\s\S]*)$/.exec(argumentText(node, 'field') ?? '') ?? [];
          return selectionSource(node, contexts.get(name) ?? [], selection);
        }),
      ),
    ],
    isContextual: (argument) => fromContexts(argument, applied).length > 0,
  };
}

type Applied = (
  directive: string,
  directives: readonly DirectiveNode[] | undefined,
) => DirectiveNode[];

/** Federation 1 has fixed names; Federation 2 has those of its `@link`. */
function federationDirectives(document: DocumentNode): Applied {
  const links = readLinks(document).filter((link) => link.identity === FEDERATION);
  return (directive, directives) => {
    const names =
      links.length === 0
        ? new Set([directive])
        : new Set(links.flatMap((link) => [...localDirectiveNames(link, directive)]));
    return (directives ?? []).filter((node) => names.has(node.name.value));
  };
}

function fromContexts(argument: InputValueDefinitionNode, applied: Applied): DirectiveNode[] {
  return applied('fromContext', argument.directives);
}

function rootNames(document: DocumentNode): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of node.operationTypes ?? []) {
      roots.set(type.name.value, `${operation.charAt(0).toUpperCase()}${operation.slice(1)}`);
    }
  }
  return roots;
}

/** Context name → the types that provide it. */
function contextTypes(
  document: DocumentNode,
  applied: Applied,
  nameOf: (local: string) => string,
): ReadonlyMap<string, string[]> {
  const contexts = new Map<string, string[]>();
  for (const type of typeNodes(document)) {
    for (const node of applied('context', type.directives)) {
      const name = argumentText(node, 'name') ?? '';
      contexts.set(name, [...(contexts.get(name) ?? []), nameOf(type.name.value)]);
    }
  }
  return contexts;
}

function unreadable(line: number | null, subgraph: string, node: DirectiveNode): Problem {
  return {
    code: 'FIELD_SET_INVALID',
    subgraph,
    coordinate: null,
    line,
    message: `The selection of @${node.name.value} can't be read.`,
    mend: 'Write a selection of fields, such as "id address { zip }".',
  };
}
