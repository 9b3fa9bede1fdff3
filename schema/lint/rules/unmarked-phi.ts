import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { withoutInherited } from '../inherited.ts';
import { judgeValue, type Likeness } from '../judge-value.ts';
import type { LeafValue } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import { placedValues, type PlacedValue } from '../placed-values.ts';
import type { Found, Rule } from '../rule.ts';

/** Values without `@phi` that look like PHI by name, type or description. */
export const unmarkedPhi: Rule = {
  code: 'PHI_UNMARKED',
  severity: 'warning',
  title: 'A value looks like PHI and has no @phi',
  help: `A field, an argument or an input field indicates one of the 18 identifier classes of 45 CFR 164.514(b)(2), or health
information, but there is no @phi on it, on its type, on the type it returns or on an interface above. It is not
recorded, and without @role any authenticated caller may see it. Mark it with @phi and @role. The finding says which
signs it rests on and how sure it is: high where the words have one meaning and the type is about a patient, medium
where one of the two is less clear, low where only the place in a patient's record speaks for it. If it is not about a
patient (a hospital's phone number, a catalog of drugs), give that reason above the field or its type:
# phi-gateway-ignore PHI_UNMARKED: reason.`,
  suppressedIn: 'any subgraph',
  unless: ['PHI_FILTER_UNMARKED', 'PSEUDONYM_ARGUMENT'],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled, subjects } = graph;
  const found = [...placedValues(compiled, subjects())].flatMap((value) => {
    const likeness = isMarked(value, compiled) ? null : likenessOf(value, graph);
    return likeness ? [foundAt(value, likeness, graph)] : [];
  });
  return withoutInherited(found, compiled.hierarchy);
}

function isMarked({ element }: LeafValue, { policy }: Compiled): boolean {
  return policy.requirements.get(element.at)?.phi === true || policy.patientInputs.has(element.at);
}

function likenessOf(value: PlacedValue, { subjects, sites }: LintGraph): Likeness | null {
  return judgeValue(
    {
      name: value.name,
      types: value.model.types,
      descriptions: sites(value.element.at).flatMap((site) => site.description ?? []),
      subject: value.subject,
      isContent: value.isContent,
      isOutput: value.element.isOutput,
      searches: value.searches,
    },
    subjects(),
  );
}

function foundAt(value: LeafValue, likeness: Likeness, graph: LintGraph): Found {
  const { at } = value.element;
  const { category, by, confidence, signs } = likeness;
  return {
    coordinate: at,
    place: graph.place(at),
    message: `${at} looks like PHI (${category}, by its ${by}) and has no @phi.`,
    fix: `Add @phi(category: ${category}) and @role, or give a reason above it.`,
    evidence: { confidence, signs },
  };
}
