import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { withoutInherited } from '../inherited.ts';
import { leafValues, type LeafValue } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import { looksLikePhi, subjectOf, type Likeness, type Subject } from '../looks-like-phi.ts';
import type { Found, Rule } from '../rule.ts';

/** Values that look like PHI by name, type or description and that no `@phi` stands on. */
export const unmarkedPhi: Rule = {
  code: 'PHI_UNMARKED',
  severity: 'warning',
  title: 'A value looks like PHI and carries no @phi',
  help: `The name, the type or the description of a field, an argument or an input field tells of one of the 18
identifier classes of 45 CFR 164.514(b)(2), or of health information, but no @phi stands on it, on its type, on what
it returns or on an interface above. Nothing of it is recorded, and without @role any authenticated caller may see
it. Mark it with @phi and @role. If it tells of no patient (a hospital's phone, a catalogue of drugs), say so above
the field or its type: # phi-gateway-ignore PHI_UNMARKED: why.`,
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
  // What a mutation is called tells what it does, not what it gives.
  const isDeed = value.type === 'Mutation' && value.argument === null;
  const name = isDeed ? '' : (value.argument ?? value.field);
  // Whoever looks a record up has its id; that it is PHI is a matter of the field that returns it.
  if (!value.element.isOutput && LOOK_UP.has(name.toLowerCase())) return null;
  return looksLikePhi({
    name,
    types: value.model.types,
    descriptions: sites(value.element.at).flatMap((site) => site.description ?? []),
    subject: subjectFor(value, compiled),
  });
}

const LOOK_UP: ReadonlySet<string> = new Set(['id', 'ids', 'uuid', 'guid', 'number']);

/** What a value belongs to: its type, or for an argument what its field returns or is called. */
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

/** By its marks before its name: what has a patient, or PHI in it, is a person or a record. */
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
    message: `${at} looks like PHI (${category}, by its ${by}) and carries no @phi.`,
    mend: `Add @phi(category: ${category}) and @role, or say above it why it is none.`,
  };
}
