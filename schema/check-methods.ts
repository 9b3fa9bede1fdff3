import type { Compiled } from '../directives/policy/compile-policy.ts';
import { isNonNull, type PhiMark, type TypeModel } from '../directives/marks/graph.ts';
import type { ElementMarks } from '../directives/policy/element-marks.ts';
import type { Problem } from '../directives/marks/problem.ts';
import type { Deidentify } from '../directives/spec.ts';

/**
 * The types that can hold the result of each method. A custom scalar counts as a date, which can be a year alone, if
 * its name is Date or DateTime, or if it is a declared date scalar.
 */
const HOLDERS: Readonly<Record<ShowingMethod, readonly string[]>> = {
  YEAR: ['String', 'Int', 'Date', 'DateTime'],
  AGE_90_PLUS: ['Int', 'String'],
  ZIP3: ['String'],
  LAST4: ['String'],
  INITIALS: ['String'],
  PSEUDONYM: ['String', 'ID'],
};

/**
 * Reports methods whose result the type can't hold, and non-null fields that some callers see suppressed: a null there
 * would make the whole object null.
 */
export function checkMethods(compiled: Compiled): Problem[] {
  const problems: Problem[] = [];
  for (const element of compiled.elementMarks.values()) {
    for (const mark of element.own) {
      if (mark.kind === 'phi') problems.push(...findUnfitMethod(mark, element, compiled));
    }
    problems.push(...findSuppressedNonNull(element, compiled));
  }
  for (const type of compiled.graph.types.values()) {
    for (const mark of type.marks) {
      if (mark.kind === 'phi') problems.push(...findUnfitTypeMethod(mark, type, compiled));
    }
  }
  return unique(problems);
}

function findUnfitMethod(mark: PhiMark, element: ElementMarks, compiled: Compiled): Problem[] {
  const { method } = mark;
  // Empty for a type and for an enum value.
  const types = [...(element.model?.types ?? [])];
  if (method === null || method === 'SUPPRESS' || types.length === 0) return [];
  const unfit = types.find((type) => !canHold(type, method, compiled));
  return unfit === undefined ? [] : [unfitProblem(mark, method, unfit, compiled)];
}

/** A scalar is checked by its name. Every other type can only be suppressed. */
function findUnfitTypeMethod(mark: PhiMark, type: TypeModel, compiled: Compiled): Problem[] {
  const { method } = mark;
  if (method === null || method === 'SUPPRESS') return [];
  const isHolder = type.kinds.has('scalar') && canHold(type.name, method, compiled);
  return isHolder ? [] : [unfitProblem(mark, method, type.name, compiled)];
}

type ShowingMethod = Exclude<Deidentify, 'SUPPRESS'>;

function canHold(type: string, method: ShowingMethod, { dateScalars }: Compiled): boolean {
  return HOLDERS[method].includes(type) || (method === 'YEAR' && dateScalars.has(type));
}

function unfitProblem(
  mark: PhiMark,
  method: ShowingMethod,
  type: string,
  { graph }: Compiled,
): Problem {
  const isCustomScalar = graph.types.get(type)?.kinds.has('scalar') === true;
  return {
    code: 'METHOD_UNFIT',
    subgraph: mark.origin.subgraph,
    coordinate: mark.at,
    line: mark.origin.line,
    column: mark.origin.column,
    message: `${type} can't hold the result of ${method}.`,
    fix: `Use ${method} on ${HOLDERS[method].join(', ')} only, or SUPPRESS.${method === 'YEAR' && isCustomScalar ? ` ${declareFix(type)}` : ''}`,
  };
}

function declareFix(scalar: string): string {
  return `If ${scalar} holds dates, name its format in graph.dateScalars of the configuration, or its specification in @specifiedBy.`;
}

function findSuppressedNonNull(element: ElementMarks, { policy, hierarchy }: Compiled): Problem[] {
  const requirement = policy.requirements.get(element.at);
  if (!element.isOutput || requirement?.method !== 'SUPPRESS') return [];
  if (!element.model || !isNonNull(element.model)) return [];
  // Of an object, only the fields can be suppressed.
  const isObjectValued = hierarchy
    .typesNamed(element.model.types)
    .some((type) => type.fields.size > 0 || type.unionMembers.size > 0);
  const isDeidentified = requirement.clauses.some((clause) => clause.deidentified.length > 0);
  if (isObjectValued || !isDeidentified) return [];
  return [
    {
      code: 'SUPPRESS_NON_NULL',
      ...element.origin,
      coordinate: element.at,
      message: `${element.at} is non-null, but suppressed for callers who see it de-identified.`,
      fix: 'Make it nullable, name a method that shows a value, or remove the deidentified roles.',
    },
  ];
}

/** Removes duplicates: a mark on an interface's field is found on every implementer as well. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
