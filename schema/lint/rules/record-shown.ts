import { memberCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import { isLeafValued, partsOf } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';

/** Fields that show a role a record de-identified, although the record has values without marks. */
export const recordShown: Rule = {
  code: 'RECORD_SHOWN',
  severity: 'warning',
  title: 'A de-identified view of a field hides nothing of the record that it returns',
  help: `An object with a @key is a record of its own: every field that leads to it shows it by its own marks alone. A role
under deidentified on such a field gets the record, with each value that has no mark in full. To hide the record, remove
the role from the @role of the field. To hide its values, mark them: @phi(category: …, deidentify: …) and
@role(anyOf: […], deidentified: […]). If the values are not PHI, give that reason above the field:
# phi-gateway-ignore RECORD_SHOWN: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { elementMarks, hierarchy } = graph.compiled;
  return [...elementMarks.values()].flatMap(({ at, own, isOutput, model }) => {
    const roles = own.flatMap((mark) => (mark.kind === 'role' ? mark.deidentified : []));
    if (!isOutput || !model || roles.length === 0 || partsOf(at).field === '') return [];
    const records = hierarchy.typesNamed(model.types).flatMap(hierarchy.objectTypes);
    const open = records.flatMap((type) => openValues(type, graph));
    return open.length === 0 ? [] : [foundAt(at, { open, roles: [...new Set(roles)] }, graph)];
  });
}

/** The values of a record that have no mark, without those of its keys; none for an object that is not a record. */
function openValues(type: TypeModel, { compiled }: LintGraph): readonly Coordinate[] {
  const { policy, hierarchy } = compiled;
  const keys = policy.keys.get(type.name);
  if (keys === undefined) return [];
  const inKeys = new Set(keys.flatMap((key) => key.split(/[\s{}]+/)));
  return [...hierarchy.fields(type)].flatMap(([name, [field]]) => {
    const at = memberCoordinate(type.name, name);
    const isOpen = isLeafValued(field, hierarchy) && !policy.requirements.has(at);
    return isOpen && !inKeys.has(name) ? [at] : [];
  });
}

function foundAt(
  at: Coordinate,
  { open, roles }: { readonly open: readonly Coordinate[]; readonly roles: readonly string[] },
  graph: LintGraph,
): Found {
  const shown = roles.join(', ');
  const [first = at, ...more] = open;
  const values = more.length === 0 ? first : `${first} and ${more.length} more`;
  return {
    coordinate: at,
    place: graph.place(at),
    message: `${at} lists ${shown} under deidentified, which hides nothing of the record: ${values} without marks are shown in full.`,
    fix: `Remove ${shown} from the @role of ${at} to hide the record, or mark ${open.slice(0, 3).join(', ')} with @phi and @role.`,
  };
}
