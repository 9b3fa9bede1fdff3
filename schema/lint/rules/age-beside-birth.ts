import { memberCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { isObject, type TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { wordsOf } from '../words.ts';

/** An age and a year of birth that one role sees de-identified. */
export const ageBesideBirth: Rule = {
  code: 'AGE_BESIDE_BIRTH',
  severity: 'warning',
  title: 'An age and a year of birth together reveal the birthday',
  help: `A de-identified age and a de-identified year of birth are each allowed (45 CFR 164.514(b)(2)). Together they reveal
whether this year's birthday has passed: a caller who queries every day sees the day on which the age changes, and so the
whole date of birth. The gateway therefore computes a current age from the year, but not an age of another name, nor
from a birth on another object. Show a role only one of the two: remove the role from deidentified on the age, or give
the age @phi(deidentify: SUPPRESS). Or give a reason above the age: # phi-gateway-ignore AGE_BESIDE_BIRTH: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, place }: LintGraph): readonly Found[] {
  return [...compiled.graph.types.values()].filter(isObject).flatMap((type) => {
    const shown = shownDeidentified(type, compiled);
    const births = shown.filter(({ words }) => words.some((word) => BIRTH_WORDS.has(word)));
    return shown
      .filter(({ words }) => words.includes('age'))
      .flatMap((age) => {
        const birth = births.find(
          (one) => one !== age && one.roles.some((role) => age.roles.includes(role)),
        );
        return birth ? [foundAt(place, age.at, birth.at)] : [];
      });
  });
}

interface Shown {
  readonly at: Coordinate;
  readonly words: readonly string[];
  /** Roles that see it de-identified. */
  readonly roles: readonly string[];
}

const BIRTH_WORDS: ReadonlySet<string> = new Set(['birth', 'born', 'birthday', 'birthdate', 'dob']);

/** The fields of a type that show a year or an age when de-identified. */
function shownDeidentified(type: TypeModel, { hierarchy, policy }: Compiled): readonly Shown[] {
  return [...hierarchy.fields(type).keys()].flatMap((name) => {
    const at = memberCoordinate(type.name, name);
    const requirement = policy.requirements.get(at);
    if (requirement?.method !== 'YEAR' && requirement?.method !== 'AGE_90_PLUS') return [];
    const roles = requirement.clauses.flatMap(({ deidentified }) => deidentified);
    return [{ at, words: wordsOf(name), roles }];
  });
}

function foundAt(place: LintGraph['place'], age: Coordinate, birth: Coordinate): Found {
  return {
    coordinate: age,
    place: place(age),
    message: `One role sees ${age} and ${birth} de-identified: together they reveal the birthday.`,
    fix: `Show that role only one of the two, or give a reason above ${age}.`,
  };
}
