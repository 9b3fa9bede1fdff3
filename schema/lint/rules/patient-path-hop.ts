import { Kind, type SelectionSetNode } from 'graphql';
import { argumentText } from '../../../directives/marks/argument-value.ts';
import { memberCoordinate, typeCoordinate } from '../../../directives/coordinate.ts';
import { createFederationDirectiveFinder } from '../../../directives/marks/federation-directives.ts';
import { parseFieldSet } from '../../../directives/marks/field-set.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import { fieldsOf, typeNodes } from '../../../directives/marks/schema-elements.ts';
import { namedType } from '../../../directives/marks/read-graph.ts';
import { subgraphDialect } from '../../../directives/marks/subgraph-dialect.ts';
import type { LintGraph, CompiledSubgraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';

/** `@patient` paths that the subgraph which returns the objects doesn't have. */
export const patientPathHop: Rule = {
  code: 'PATIENT_PATH_HOP',
  severity: 'warning',
  title: 'A @patient path needs another subgraph',
  help: `The patient of an object decides whether its PHI is released, so the gateway fetches the @patient path with it. If
the subgraph that returns the object doesn't have the whole path, this takes another fetch from another subgraph, and
while that one fails, all PHI of the object is withheld from every caller. Define the path in this subgraph too (mark the
field @shareable, or @provides it), or give a reason above the type.`,
  suppressedIn: 'its subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  return graph.parts.flatMap((part) =>
    [...graph.compiled.policy.patients].flatMap(([name, path]) => {
      const missing = missingHop(name, path, part);
      return missing === null ? [] : [foundIn(graph, part, name, missing)];
    }),
  );
}

/** The first field of the path that is missing in a subgraph which returns the objects. */
function missingHop(name: string, path: readonly string[], part: CompiledSubgraph): string | null {
  const type = part.compiled.graph.types.get(name);
  if (!type) return null;
  const missing = missingBelow(type, path, part);
  return missing !== null && returns(type, path, part) ? missing : null;
}

function missingBelow(
  type: TypeModel,
  path: readonly string[],
  part: CompiledSubgraph,
): string | null {
  const [field, ...rest] = path;
  if (field === undefined) return null;
  const declared = part.compiled.hierarchy.field(type, field);
  // The fields of a key are available wherever the object is, even as @external copies.
  if (!declared) return isKeyed(type, path) ? null : memberCoordinate(type.name, field);
  for (const held of part.compiled.hierarchy
    .valueTypes(declared)
    .flatMap(part.compiled.hierarchy.objectTypes)) {
    const missing = missingBelow(held, rest, part);
    if (missing !== null) return missing;
  }
  return null;
}

function isKeyed(type: TypeModel, path: readonly string[]): boolean {
  return type.keys.some((key) => holdsPath(parseFieldSet(key), path));
}

function holdsPath(
  selection: SelectionSetNode | null | undefined,
  path: readonly string[],
): boolean {
  const [field, ...rest] = path;
  if (field === undefined) return true;
  return (selection?.selections ?? []).some(
    (node) =>
      node.kind === Kind.FIELD && node.name.value === field && holdsPath(node.selectionSet, rest),
  );
}

/** Whether a field of the subgraph returns objects of a type without `@provides` for the path. */
function returns(
  type: TypeModel,
  path: readonly string[],
  { subgraph, document, compiled }: CompiledSubgraph,
): boolean {
  const applied = createFederationDirectiveFinder(document);
  const { nameOf, isExternal } = subgraphDialect(subgraph, document, []);
  return typeNodes(document).some((node) =>
    fieldsOf(node).some((field) => {
      if (field.kind !== Kind.FIELD_DEFINITION || isExternal(node, field)) return false;
      const objects = compiled.hierarchy
        .typesNamed([nameOf(namedType(field.type))])
        .flatMap(compiled.hierarchy.objectTypes);
      const provided = applied('provides', field.directives).map((provides) =>
        parseFieldSet(argumentText(provides, 'fields') ?? ''),
      );
      return objects.includes(type) && !provided.some((selection) => holdsPath(selection, path));
    }),
  );
}

function foundIn(
  graph: LintGraph,
  { subgraph }: CompiledSubgraph,
  name: string,
  missing: string,
): Found {
  const coordinate = typeCoordinate(name);
  const site = graph.sites(coordinate).find((each) => each.subgraph === subgraph);
  return {
    coordinate,
    place: { subgraph, line: site?.line ?? null, column: site?.column ?? null },
    message: `Subgraph ${subgraph} returns ${name} without ${missing}, a part of its @patient path: this takes another fetch, and withholds the record while that fails.`,
    fix: `Define ${missing} in ${subgraph} too, or give a reason above the type.`,
  };
}
