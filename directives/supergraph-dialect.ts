import type { DirectiveNode, DocumentNode } from 'graphql';
import { argumentText, argumentValue } from './argument-value.ts';
import { parseFieldSet, printFieldSet } from './field-set.ts';
import type { Source } from './graph.ts';
import { lineOf } from './line.ts';
import { localDirectiveNames, readLinks } from './links.ts';
import { typeNodes } from './places.ts';
import type { Problem } from './problem.ts';
import type { Dialect } from './read-graph.ts';

const JOIN = 'https://specs.apollo.dev/join';
const CONTEXT = 'https://specs.apollo.dev/context';

/**
 * How a supergraph says it: `join__type`, `join__field` and `@context`.
 * https://specs.apollo.dev/join/v0.5/
 */
export function supergraphDialect(document: DocumentNode, problems: Problem[]): Dialect {
  const join = linkedDirectives(document, JOIN);
  const contexts = contextTypes(document);

  const sourcesOn = (node: DirectiveNode, on: readonly (string | null)[], text: string) => {
    const selection = parseFieldSet(text);
    const origin = { subgraph: null, line: lineOf(node) };
    if (selection) return on.map((type): Source => ({ on: type, selection, origin }));
    problems.push({
      code: 'FIELD_SET_INVALID',
      subgraph: null,
      coordinate: null,
      line: origin.line,
      message: `A selection of @${node.name.value} can't be read.`,
      mend: 'Compose the supergraph again.',
    });
    return [];
  };

  return {
    subgraph: null,
    nameOf: (name) => name,
    isInterfaceObject: () => false,
    keysOf: (type) =>
      join('type', type.directives)
        .filter((node) => argumentValue(node, 'resolvable') !== false)
        .flatMap((node) => {
          const key = argumentText(node, 'key');
          return key === null ? [] : sourcesOn(node, [null], key);
        })
        .map((source) => printFieldSet(source.selection)),
    isExternal: () => false,
    sourcesOf: (_type, field) =>
      join('field', field.directives).flatMap((node) => {
        const requires = argumentText(node, 'requires');
        return [
          ...(requires === null ? [] : sourcesOn(node, [null], requires)),
          ...contextArguments(node).flatMap(({ context, selection }) =>
            sourcesOn(node, contexts.get(context) ?? [], selection),
          ),
        ];
      }),
    isContextual: () => false,
  };
}

type Linked = (
  directive: string,
  directives: readonly DirectiveNode[] | undefined,
) => DirectiveNode[];

function linkedDirectives(document: DocumentNode, identity: string): Linked {
  const links = readLinks(document).filter((link) => link.identity === identity);
  return (directive, directives) => {
    const names = new Set(links.flatMap((link) => [...localDirectiveNames(link, directive)]));
    return (directives ?? []).filter((node) => names.has(node.name.value));
  };
}

/** Context name, which carries its subgraph's, → the types that provide it. */
function contextTypes(document: DocumentNode): ReadonlyMap<string, string[]> {
  const linked = linkedDirectives(document, CONTEXT);
  const contexts = new Map<string, string[]>();
  for (const type of typeNodes(document)) {
    for (const node of linked('context', type.directives)) {
      const name = argumentText(node, 'name') ?? '';
      contexts.set(name, [...(contexts.get(name) ?? []), type.name.value]);
    }
  }
  return contexts;
}

function contextArguments(node: DirectiveNode): { context: string; selection: string }[] {
  const values = argumentValue(node, 'contextArguments');
  if (!Array.isArray(values)) return [];
  return values.map((value: unknown) => ({
    context: textOf(value, 'context'),
    selection: textOf(value, 'selection'),
  }));
}

function textOf(value: unknown, key: string): string {
  const text: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof text === 'string' ? text : '';
}
