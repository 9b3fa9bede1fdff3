import { compose, type Composition } from '../../../schema/compose.ts';
import type { Problem } from '../../../directives/marks/problem.ts';
import type { GraphModel, ModelField, ModelMark, ModelType } from './graph-model.ts';
import { printSubgraph } from './print-graph.ts';

/** A graph that composes, with what composing gave. */
export interface ComposedGraph {
  readonly model: GraphModel;
  readonly composed: Extract<Composition, { readonly ok: true }>;
}

/** Why a graph doesn't compose, where it can't be mended. */
export interface Rejected {
  readonly problems: readonly Problem[];
}

/**
 * Composes a graph; where the product refuses marks that can't hold what they promise, mends them as it says
 * and tries again.
 */
export function composeGraph(model: GraphModel): ComposedGraph | Rejected {
  let mended = model;
  for (let tries = 0; ; tries += 1) {
    const current = mended;
    const composed = compose(
      current.subgraphs.map(({ name }) => ({
        name,
        url: `http://${name}.test/`,
        sdl: printSubgraph(current, name),
      })),
    );
    if (composed.ok) return { model: current, composed };
    const { problems } = composed;
    if (tries > 5 || !problems.every(({ code }) => code in MENDS)) return { problems };
    mended = problems.reduce(
      (from, { code, coordinate }) => MENDS[code]?.(from, coordinate ?? '') ?? from,
      mended,
    );
  }
}

/** What to do about a refusal at a coordinate. */
const MENDS: Readonly<
  Partial<Record<Problem['code'], (model: GraphModel, at: string) => GraphModel>>
> = {
  // Nullable everywhere in the family of the interface.
  SUPPRESS_NON_NULL: (model, at) => {
    const [, name] = at.split('.');
    return changeFields(model, (_type, field) =>
      field.name === name ? { ...field, type: field.type.replace(/!$/, '') } : field,
    );
  },
  METHODS_DIFFER: withoutMethodAt,
  METHOD_UNFIT: withoutMethodAt,
  // The identifier's marks on the input that takes it: here by showing it in full or not at all.
  PSEUDONYM_ARGUMENT: (model) => ({
    ...changeFields(model, (_type, field) => ({
      ...field,
      marks: field.marks.map(withoutPseudonym),
    })),
  }),
};

/** Without the methods of a field, or of its arguments, in the family of the interface. */
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

/** The same graph with every output field changed. */
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
