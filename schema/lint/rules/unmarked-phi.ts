import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { withoutInherited } from '../inherited.ts';
import { leafValues, type LeafValue } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import { looksLikePhi, subjectOf, type Likeness, type Subject } from '../looks-like-phi.ts';
import type { Found, Rule } from '../rule.ts';

/** Values without `@phi` that look like PHI by name, type or description. */
export const unmarkedPhi: Rule = {
  code: 'PHI_UNMARKED',
  severity: 'warning',
  title: 'A value looks like PHI and has no @phi',
  help: `The name, the type or the description of a field, an argument or an input field indicates one of the 18 identifier
classes of 45 CFR 164.514(b)(2), or health information, but there is no @phi on it, on its type, on the type it returns
or on an interface above. It is not recorded, and without @role any authenticated caller may see it. Mark it with @phi
and @role. If it is not about a patient (a hospital's phone number, a catalog of drugs), give that reason above the
field or its type: # phi-gateway-ignore PHI_UNMARKED: reason.`,
  suppressedIn: 'any subgraph',
  unless: ['PHI_FILTER_UNMARKED', 'PSEUDONYM_ARGUMENT'],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled } = graph;
  const found = [...leafValues(compiled)].flatMap((value) => {
    const likeness = isMarked(value, compiled) ? null : likenessOf(value, graph);
    return likeness ? [foundAt(value, likeness, graph)] : [];
  });
  return withoutInherited(found, compiled.hierarchy);
}

function isMarked({ element }: LeafValue, { policy }: Compiled): boolean {
  return policy.requirements.get(element.at)?.phi === true || policy.patientInputs.has(element.at);
}

function likenessOf(value: LeafValue, { compiled, sites }: LintGraph): Likeness | null {
  // The name of a mutation describes what it does, not what it returns.
  const isMutation = value.type === 'Mutation' && value.argument === null;
  const name = isMutation ? '' : (value.argument ?? value.field);
  // A caller who looks up a record knows its id already. The field that returns the id is checked instead.
  if (!value.element.isOutput && LOOKUP_NAMES.has(name.toLowerCase())) return null;
  return looksLikePhi({
    name,
    types: value.model.types,
    descriptions: sites(value.element.at).flatMap((site) => site.description ?? []),
    subject: subjectFor(value, compiled),
  });
}

const LOOKUP_NAMES: ReadonlySet<string> = new Set(['id', 'ids', 'uuid', 'guid', 'number']);

/** The subject of a value: its type, or for an argument the type or the name of its field. */
function subjectFor(value: LeafValue, compiled: Compiled): Subject {
  const own = compiled.hierarchy.typesNamed([value.type]);
  if (value.argument === null) return firstKnown(own.map((type) => subjectOfType(type, compiled)));
  const field = own.flatMap((type) => type.fields.get(value.field) ?? []);
  const held = field.flatMap((each) => compiled.hierarchy.valueTypes(each));
  return firstKnown([
    ...held.map((type) => subjectOfType(type, compiled)),
    subjectOf(value.field),
    ...own.map((type) => subjectOfType(type, compiled)),
  ]);
}

function firstKnown(subjects: readonly Subject[]): Subject {
  return subjects.find((subject) => subject !== 'unknown') ?? 'unknown';
}

/** The subject of a type, by its marks before its name: a type with a patient or PHI is a person or a record. */
function subjectOfType(type: TypeModel, { policy, graph }: Compiled): Subject {
  const named = subjectOf(type.name);
  const path = policy.patients.get(type.name);
  if (path) return path.length === 1 || named === 'person' ? 'person' : 'record';
  const marks = [
    ...(graph.types.get(type.name)?.marks ?? []),
    ...[...type.fields.values()].flatMap((field) => field.marks),
  ];
  return named !== 'person' && marks.some((mark) => mark.kind === 'phi') ? 'record' : named;
}

function foundAt(value: LeafValue, { category, by }: Likeness, graph: LintGraph): Found {
  const { at } = value.element;
  return {
    coordinate: at,
    place: graph.place(at),
    message: `${at} looks like PHI (${category}, by its ${by}) and has no @phi.`,
    fix: `Add @phi(category: ${category}) and @role, or give a reason above it.`,
  };
}
