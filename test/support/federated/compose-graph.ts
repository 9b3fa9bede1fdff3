import { compose, type Composition } from '../../../schema/compose.ts';
import type { Problem } from '../../../directives/marks/problem.ts';
import type { GraphModel, ModelField, ModelMark, ModelType } from './graph-model.ts';
import { printSubgraph } from './print-graph.ts';

/** A graph that composes, and its composition. */
export interface ComposedGraph {
  readonly model: GraphModel;
  readonly composed: Extract<Composition, { readonly ok: true }>;
}

/** The problems of a graph that doesn't compose and can't be fixed. */
export interface Rejected {
  readonly problems: readonly Problem[];
}

/** Composes a graph. If the product refuses marks, changes them as its messages say and tries again. */
export function composeGraph(model: GraphModel): ComposedGraph | Rejected {
  let fixed = model;
  for (let tries = 0; ; tries += 1) {
    const current = fixed;
    const composed = compose(
      current.subgraphs.map(({ name }) => ({
        name,
        url: `http://${name}.test/`,
        sdl: printSubgraph(current, name),
      })),
    );
    if (composed.ok) return { model: current, composed };
    const { problems } = composed;
    if (tries > MAX_FIXES || !problems.every(({ code }) => code in FIXES)) return { problems };
    fixed = problems.reduce(
      (from, { code, coordinate }) => FIXES[code]?.(from, coordinate ?? '') ?? from,
      fixed,
    );
  }
}

const MAX_FIXES = 5;

/** Problem code → the change that removes the problem at a coordinate. */
const FIXES: Readonly<
  Partial<Record<Problem['code'], (model: GraphModel, at: string) => GraphModel>>
> = {
  // Nullable on every type with a field of this name: an interface and its implementers must agree.
  SUPPRESS_NON_NULL: (model, at) => {
    const [, name] = at.split('.');
    return changeFields(model, (_type, field) =>
      field.name === name ? { ...field, type: field.type.replace(/!$/, '') } : field,
    );
  },
  METHODS_DIFFER: withoutMethodAt,
  METHOD_UNFIT: withoutMethodAt,
  // No pseudonyms at all, so that no input takes one.
  PSEUDONYM_ARGUMENT: (model) => ({
    ...changeFields(model, (_type, field) => ({
      ...field,
      marks: field.marks.map(withoutPseudonym),
    })),
  }),
};

/** Without the methods of the fields of this name, or of their arguments. */
function withoutMethodAt(model: GraphModel, at: string): GraphModel {
  const [, name, argument] = at.split(/[.(]/);
  return changeFields(model, (_type, field) => {
    if (field.name !== name) return field;
    if (argument === undefined) return withoutMethods(field);
    return { ...field, args: field.args.map(withoutMethods) };
  });
}

function withoutMethods<Place extends { readonly marks: readonly ModelMark[] }>(
  place: Place,
): Place {
  return { ...place, marks: place.marks.map(withoutMethod) };
}

function withoutMethod(mark: ModelMark): ModelMark {
  return mark.kind === 'phi' ? { ...mark, deidentify: null } : mark;
}

function withoutPseudonym(mark: ModelMark): ModelMark {
  return mark.kind === 'phi' && mark.deidentify === 'PSEUDONYM'
    ? { ...mark, deidentify: null }
    : mark;
}

/** A copy of the graph with a change applied to every output field. */
export function changeFields(
  model: GraphModel,
  change: (type: ModelType, field: ModelField) => ModelField,
): GraphModel {
  return {
    ...model,
    types: model.types.map((type) => ({
      ...type,
      fields: type.fields.map((field) => change(type, field)),
    })),
  };
}
