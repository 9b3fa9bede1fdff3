import type { Compiled } from '../directives/policy/compile-policy.ts';
import { isNonNull, type PhiMark, type TypeModel } from '../directives/marks/graph.ts';
import type { ElementMarks } from '../directives/policy/element-marks.ts';
import type { Problem } from '../directives/marks/problem.ts';
import type { Deidentify } from '../directives/spec.ts';

/**
 * Which named types can hold what a method leaves. A custom scalar is taken for a date, whose value may be a
 * year alone, by its name: Date or DateTime.
 */
const HOLDERS: Readonly<Record<Exclude<Deidentify, 'SUPPRESS'>, readonly string[]>> = {
  YEAR: ['String', 'Int', 'Date', 'DateTime'],
  AGE_90_PLUS: ['Int', 'String'],
  ZIP3: ['String'],
  LAST4: ['String'],
  INITIALS: ['String'],
  PSEUDONYM: ['String', 'ID'],
};

/**
 * Reports methods that their type can't hold, and non-null fields that are suppressed for somebody: a null
 * there would take its whole object with it.
 */
export function checkMethods(compiled: Compiled): Problem[] {
  const problems: Problem[] = [];
  for (const element of compiled.elementMarks.values()) {
    for (const mark of element.own) {
      if (mark.kind === 'phi') problems.push(...unfitMethod(mark, element));
    }
    problems.push(...suppressedNonNull(element, compiled));
  }
  for (const type of compiled.graph.types.values()) {
    for (const mark of type.marks) {
      if (mark.kind === 'phi') problems.push(...unfitTypeMethod(mark, type));
    }
  }
  return unique(problems);
}

function unfitMethod(mark: PhiMark, element: ElementMarks): Problem[] {
  const { method } = mark;
  const types = [...(element.model?.types ?? [])];
  if (method === null || method === 'SUPPRESS' || types.length === 0) return [];
  const unfit = types.find((type) => !HOLDERS[method].includes(type));
  return unfit === undefined ? [] : [unfitProblem(mark, method, unfit)];
}

/** A scalar is judged by its name; every other type can only be suppressed. */
function unfitTypeMethod(mark: PhiMark, type: TypeModel): Problem[] {
  const { method } = mark;
  if (method === null || method === 'SUPPRESS') return [];
  const isHolder = type.kinds.has('scalar') && HOLDERS[method].includes(type.name);
  return isHolder ? [] : [unfitProblem(mark, method, type.name)];
}

function unfitProblem(
  mark: PhiMark,
  method: Exclude<Deidentify, 'SUPPRESS'>,
  type: string,
): Problem {
  return {
    code: 'METHOD_UNFIT',
    subgraph: mark.origin.subgraph,
    coordinate: mark.at,
    line: mark.origin.line,
    message: `${type} can't hold what ${method} leaves of a value.`,
    mend: `Use ${method} on ${HOLDERS[method].join(', ')} only, or SUPPRESS.`,
  };
}

function suppressedNonNull(element: ElementMarks, { policy, hierarchy }: Compiled): Problem[] {
  const requirement = policy.requirements.get(element.at);
  if (!element.isOutput || requirement?.method !== 'SUPPRESS') return [];
  if (!element.model || !isNonNull(element.model)) return [];
  const isObjectValued = hierarchy
    .typesNamed(element.model.types)
    .some((type) => type.fields.size > 0 || type.members.size > 0);
  const isDeidentified = requirement.clauses.some((clause) => clause.deidentified.length > 0);
  if (isObjectValued || !isDeidentified) return [];
  return [
    {
      code: 'SUPPRESS_NON_NULL',
      ...element.origin,
      coordinate: element.at,
      message: `${element.at} is never null, but suppressed for a caller who sees it de-identified.`,
      mend: 'Make it nullable, name a method that leaves a value, or name no deidentified roles.',
    },
  ];
}

/** A mark on an interface's field is met again on every implementer. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
