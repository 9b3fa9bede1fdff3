import type { DirectiveNode, DocumentNode } from 'graphql';
import { accessNames } from './access-names.ts';
import { argumentText, argumentValue } from './argument-value.ts';
import { memberCoordinate, typeCoordinate } from '../coordinate.ts';
import { printFieldSet } from './field-set.ts';
import { lineOf } from './line.ts';
import { linkedDirectives } from './linked-directives.ts';
import { isInterfaceNode } from './schema-elements.ts';
import type { Problem } from './problem.ts';
import type { Dialect } from './read-graph.ts';
import { contextTypes, readSources } from './sources.ts';

const JOIN = 'https://specs.apollo.dev/join';
const CONTEXT = 'https://specs.apollo.dev/context';

/**
 * The dialect of supergraphs: `join__type`, `join__field` and `@context`. Invalid field sets are added to `problems`.
 * https://specs.apollo.dev/join/v0.5/
 */
export function supergraphDialect(document: DocumentNode, problems: Problem[]): Dialect {
  const join = linkedDirectives(document, JOIN);
  const context = linkedDirectives(document, CONTEXT);
  const contexts = contextTypes(document, (type) => context('context', type.directives), same);
  return {
    subgraph: null,
    nameOf: same,
    keysOf: (type) =>
      join('type', type.directives)
        .filter((node) => argumentValue(node, 'resolvable') !== false)
        .filter((node) => argumentValue(node, 'key') !== undefined)
        .flatMap((node) =>
          readSources(argumentText(node, 'key'), [null], {
            coordinate: typeCoordinate(type.name.value),
            origin: { subgraph: null, line: lineOf(node) },
            problems,
          }),
        )
        .map((source) => printFieldSet(source.selection)),
    access: accessNames(document),
    accessOn: (type) => (isInterfaceNode(type) ? 'derived' : 'own'),
    isExternal: () => false,
    sourcesOf: (type, field) =>
      join('field', field.directives).flatMap((node) => {
        const place = {
          coordinate: memberCoordinate(type.name.value, field.name.value),
          origin: { subgraph: null, line: lineOf(node) },
          problems,
        };
        const requires = argumentText(node, 'requires');
        return [
          ...(requires === null ? [] : readSources(requires, [null], place)),
          ...contextArguments(node).flatMap((argument) =>
            readSources(argument.selection, contexts.get(argument.context ?? '') ?? [], place),
          ),
        ];
      }),
  };
}

function same(name: string): string {
  return name;
}

function contextArguments(
  node: DirectiveNode,
): { context: string | null; selection: string | null }[] {
  const values = argumentValue(node, 'contextArguments');
  return (Array.isArray(values) ? values : []).map((value: unknown) => ({
    context: textOf(value, 'context'),
    selection: textOf(value, 'selection'),
  }));
}

function textOf(value: unknown, key: string): string | null {
  const text: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : null;
  return typeof text === 'string' ? text : null;
}
