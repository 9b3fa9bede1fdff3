import { Kind, type SelectionSetNode } from 'graphql';
import { argumentText } from '../../../directives/marks/argument-value.ts';
import { memberCoordinate, typeCoordinate } from '../../../directives/coordinate.ts';
import { federationDirectives } from '../../../directives/marks/federation-directives.ts';
import { parseFieldSet } from '../../../directives/marks/field-set.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import { fieldsOf, typeNodes } from '../../../directives/marks/schema-elements.ts';
import { namedType } from '../../../directives/marks/read-graph.ts';
import { subgraphDialect } from '../../../directives/marks/subgraph-dialect.ts';
import type { LintGraph, Part } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';

/** `@patient` paths that a subgraph which returns the objects can't follow by itself. */
export const patientPathHop: Rule = {
  code: 'PATIENT_PATH_HOP',
  severity: 'warning',
  title: 'A @patient path needs another subgraph',
  help: `Whose record an object is decides whether its PHI is released, so the gateway fetches the @patient path with it.
Where the subgraph that returns the object doesn't have the whole path, that takes one more fetch from another
subgraph, and while that one doesn't answer, everything about the patient below the object is withheld from everybody.
Let the subgraph give the path too (mark the field @shareable, or @provides it), or say above the type why not.`,
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

/** The first field of the path that a subgraph doesn't have, though it returns the objects itself. */
function missingHop(name: string, path: readonly string[], part: Part): string | null {
  const type = part.compiled.graph.types.get(name);
  if (!type) return null;
  const missing = missingBelow(type, path, part);
  return missing !== null && returns(type, path, part) ? missing : null;
}

function missingBelow(type: TypeModel, path: readonly string[], part: Part): string | null {
  const [field, ...rest] = path;
  if (field === undefined) return null;
  const declared = part.compiled.hierarchy.fields(type).get(field)?.[0];
  // A key's field is known wherever the object is, even where it is an @external copy.
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

/** Whether a field of the subgraph's own gives objects of a type, without providing the path along with them. */
function returns(
  type: TypeModel,
  path: readonly string[],
  { subgraph, document, compiled }: Part,
): boolean {
  const applied = federationDirectives(document);
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

function foundIn(graph: LintGraph, { subgraph }: Part, name: string, missing: string): Found {
  const coordinate = typeCoordinate(name);
  const site = graph.sites(coordinate).find((each) => each.subgraph === subgraph);
  return {
    coordinate,
    place: { subgraph, line: site?.line ?? null, column: site?.column ?? null },
    message: `Subgraph ${subgraph} returns ${name}, but has no ${missing} to tell whose record it is: that takes another fetch, and withholds the record while it fails.`,
    mend: `Give ${missing} in ${subgraph} too, or say above the type why not.`,
  };
}
