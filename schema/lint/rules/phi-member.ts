import { typeCoordinate } from '../../../directives/coordinate.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { isDeniedAlone, marksText } from './phi-list-count.ts';

/** Types of an interface or a union whose denial refuses an operation, which reveals an object of the type. */
export const phiMember: Rule = {
  code: 'PHI_MEMBER',
  severity: 'warning',
  title: 'A type of an interface or a union that is denied alone, with mode reject',
  help: `Which objects a field of an interface or a union holds is known only when they are fetched. With
authorization.mode: reject, an operation is refused if one of them has a PHI type that the caller may not see. The same operation
is served for another patient, so the refusal says that there is such an object. This rule needs the configuration (--config). Use
authorization.mode: filter, which leaves such objects out of lists without a trace, or give the field the marks of the type. Or
give a reason above the field: # phi-gateway-ignore PHI_MEMBER: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, place, refusesDenials }: LintGraph): readonly Found[] {
  if (!refusesDenials) return [];
  const { elementMarks, hierarchy, policy } = compiled;
  return [...elementMarks.values()].flatMap(({ at, isOutput, model }): Found[] => {
    if (!isOutput || !model) return [];
    const needed = hierarchy
      .valueTypes(model)
      .flatMap(hierarchy.objectTypes)
      .flatMap(({ name }) => {
        const requirement = policy.requirements.get(typeCoordinate(name));
        const isDenied = isDeniedAlone(requirement, policy.requirements.get(at));
        return requirement && isDenied ? [{ name, requirement }] : [];
      });
    const [first] = needed;
    if (!first) return [];
    return [
      {
        coordinate: at,
        place: place(at),
        message: `${at} can hold ${first.name}, which can be denied alone: mode reject refuses an operation that would return one, which reveals it.`,
        fix: `Mark it as ${first.name} is: ${marksText([first.requirement])}, or use mode filter.`,
      },
    ];
  });
}
