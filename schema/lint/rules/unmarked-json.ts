import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { withoutInherited } from '../inherited.ts';
import { leafValues, type LeafValue } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { wordsOf } from '../words.ts';

/** Unmarked fields of a scalar that can hold a whole record. */
export const unmarkedJson: Rule = {
  code: 'PHI_JSON_UNMARKED',
  severity: 'warning',
  title: 'An unmarked scalar can hold a whole record',
  help: `A scalar such as JSON, Any or XML holds whatever the subgraph puts into it, a whole patient's record too, and
no mark inside it can be enforced: it is shown whole or not at all, and only what is marked is recorded. Return an
object type with marks on its fields, or mark the field or its scalar with @phi and @role. If it never holds PHI
(settings, a schema), say so above it: # phi-gateway-ignore PHI_JSON_UNMARKED: why.`,
  suppressedIn: 'any subgraph',
  unless: ['PHI_UNMARKED'],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled } = graph;
  const found = [...leafValues(compiled)].flatMap((value): Found[] => {
    const scalar = recordScalar(value, compiled);
    const { at, isOutput } = value.element;
    if (scalar === null || !isOutput || compiled.policy.requirements.get(at)?.phi === true)
      return [];
    return [
      {
        coordinate: at,
        place: graph.place(at),
        message: `${at} is a ${scalar}, which can hold a whole record, and carries no @phi: what is in it is neither kept from callers nor recorded.`,
        mend: 'Return an object type with marks, or add @phi and @role, or say above it why it holds no PHI.',
      },
    ];
  });
  return withoutInherited(found, compiled.hierarchy);
}

/** The scalar of a value that can hold anything; null where it holds something narrower. */
function recordScalar({ model }: LeafValue, { hierarchy }: Compiled): string | null {
  const scalars = hierarchy.typesNamed(model.types).filter(({ kinds }) => kinds.has('scalar'));
  const found = scalars.find(({ name }) => wordsOf(name).some((word) => ANYTHING.has(word)));
  return found?.name ?? null;
}

const ANYTHING: ReadonlySet<string> = new Set(
  wordsOf(
    `json jsonb jsonobject jsonstring bson yaml xml html any object map dictionary dict struct hash blob binary bytes raw
     dynamic mixed unknown variant payload document record resource fhir bundle hstore`,
  ),
);
