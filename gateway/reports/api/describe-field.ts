import { parseCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { createPlaceText } from '../../../schema/views/place-text.ts';
import { readClientSchema } from '../../../schema/client-schema-text.ts';
import { explain } from '../../../schema/explain/explain.ts';
import { explainViews } from '../../../schema/explain/explain-views.ts';
import { requirementTexts, sourceText } from '../../../schema/explain/print-explanation.ts';
import { elementsOf } from '../../../schema/views/elements.ts';
import type { LoadedGraph } from '../../pipeline/supergraph/load-graph.ts';
import { isShown, type Shown } from '../../../schema/views/shown.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';

/** The policy of a field, as `FieldPolicy` of `admin.graphql`. */
export interface FieldPolicy {
  readonly coordinate: string;
  readonly rule: string;
  readonly categories: readonly string[];
  readonly sources: readonly string[];
  readonly views: readonly { readonly role: string; readonly view: string }[];
}

/** The policy in force, field by field. */
export interface FieldPolicies {
  /** Null for an unknown field. */
  describe(coordinate: string): Promise<FieldPolicy | null>;
}

/** Creates the policies of a graph's fields. Each is computed once. */
export function createFieldPolicies(loaded: LoadedGraph, options: ViewOptions): FieldPolicies {
  const elements = elementsOf(readClientSchema(loaded.clientSchema), loaded.policy);
  const graph = { ...loaded, marks: loaded.readMarks() };
  const known = new Map<Coordinate, Promise<FieldPolicy | null>>();
  const describe = async (coordinate: Coordinate): Promise<FieldPolicy | null> => {
    const explanation = explain(coordinate, { ...graph, elements }, options);
    if (explanation === null) return null;
    const { callers } = await explainViews(explanation, graph.policy, { options, roles: [] });
    const needs = requirementTexts(explanation, options.defaultRoles);
    const because = [
      ...needs.flatMap((need) => need.because),
      ...explanation.categories.flatMap((category) => category.because),
    ];
    return {
      coordinate,
      rule: needs.map(({ text }) => text).join('; and '),
      categories: explanation.categories.map(({ category }) => category),
      sources: [...new Set(because.map((each) => sourceText(each, explanation, placeIn)))],
      views: callers.flatMap(({ roles, shows }) =>
        roles.map((role) => ({ role, view: viewOf(shows) })),
      ),
    };
  };
  return {
    describe: (text) => {
      const coordinate = parseCoordinate(text);
      if (coordinate === null || !elements.has(coordinate)) return Promise.resolve(null);
      const before = known.get(coordinate);
      if (before !== undefined) return before;
      const answer = describe(coordinate);
      known.set(coordinate, answer);
      // A failure is not cached.
      answer.catch(() => known.delete(coordinate));
      return answer;
    },
  };
}

/** Prints places in subgraph schemas as lines of the schema that the gateway received: it knows no file names. */
const placeIn = createPlaceText(new Map());

function viewOf(shows: Shown): string {
  if (shows === 'full') return 'full';
  return isShown(shows) ? 'deidentified' : 'none';
}
