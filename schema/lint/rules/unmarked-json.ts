import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { withoutInherited } from '../inherited.ts';
import { leafValues, type LeafValue } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { isRoot } from '../subjects/subjects.ts';
import { readTypeName } from '../subjects/type-name.ts';
import { wordsOf } from '../words.ts';

/** Unmarked fields of a scalar type that can hold a whole record. */
export const unmarkedJson: Rule = {
  code: 'PHI_JSON_UNMARKED',
  severity: 'warning',
  title: 'An unmarked scalar can hold a whole record',
  help: `A scalar such as JSON, Any or XML can hold anything, including a patient's whole record, and marks inside it can't be
enforced: it is shown completely or not at all, and only marked values are recorded. Return an object type with marks on
its fields, or mark the field or its scalar with @phi and @role. If it never holds PHI (settings, a schema), give that
reason above it: # phi-gateway-ignore PHI_JSON_UNMARKED: reason.`,
  suppressedIn: 'any subgraph',
  unless: ['PHI_UNMARKED'],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled } = graph;
  const subjects = graph.subjects();
  if (!subjects.hasPatients) return [];
  const found = [...leafValues(compiled)].flatMap((value): Found[] => {
    const scalar = recordScalar(value, compiled);
    const { at, isOutput } = value.element;
    const type = compiled.hierarchy.typeNamed(value.type);
    const isNamed = isRoot(value.type) && readTypeName(value.field, subjects.lexicon).namesPatient;
    const about = isNamed ? 'record' : type ? subjects.subjectOf(type).about : 'unknown';
    if (about === 'other' || (about === 'unknown' && !subjects.isLinked)) return [];
    if (scalar === null || !isOutput || compiled.policy.requirements.get(at)?.phi === true)
      return [];
    return [
      {
        coordinate: at,
        place: graph.place(at),
        message: `${at} is a ${scalar}, which can hold a whole record, and has no @phi: its content is neither protected nor recorded.`,
        fix: 'Return an object type with marks, or add @phi and @role, or give a reason above it.',
      },
    ];
  });
  return withoutInherited(found, compiled.hierarchy);
}

/** The name of a scalar type that can hold anything; null for other types. */
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
