import { isRequiredArgument, type GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import type { Deidentify } from '../spec.ts';
import { privateKey } from './private-key.ts';

/** A field that shows a year of birth or death when de-identified. */
export interface YearField {
  readonly event: 'birth' | 'death';
  readonly coordinate: Coordinate;
  readonly field: string;
  readonly type: GraphQLOutputType;
  /** The private key under which it is fetched to compute an age, such as `_phi_1_Patient_birthDate`. */
  readonly key: string;
  /** Whether it can be fetched without arguments. */
  readonly isPlain: boolean;
}

/**
 * The fields of birth and death on the type of a current age; empty if the named field is not a current age.
 * A de-identified current age is computed from these years alone, so that the day on which it changes doesn't reveal a
 * birthday. `ageAtOnset` or `motherAge` are not current ages.
 */
export function yearFieldsOf(
  policy: Policy,
  parent: GraphQLObjectType,
  age: string,
): readonly YearField[] {
  const methodOf = (field: string): Deidentify | undefined =>
    policy.requirements.get(memberCoordinate(parent.name, field))?.method;
  if (!AGE.test(age) || methodOf(age) !== 'AGE_90_PLUS') return [];
  return Object.values(parent.getFields()).flatMap(({ name, type, args }) => {
    const method = methodOf(name);
    if (method !== 'YEAR' && method !== 'AGE_90_PLUS') return [];
    const event = BIRTH.test(name) ? 'birth' : DEATH.test(name) ? 'death' : null;
    if (event === null) return [];
    const coordinate = memberCoordinate(parent.name, name);
    // The digit keeps the key apart from those of identities and custom rules.
    const key = privateKey(`1_${parent.name}_${name}`);
    return [{ event, coordinate, field: name, type, key, isPlain: !args.some(isRequiredArgument) }];
  });
}

/** Names of current ages: `age`, `currentAge`, `patient_age`, `ageInYears`. */
const AGE = /^(?:current_?|patient_?)?age(?:_?(?:now|today|(?:in_?)?years))?$/i;
const BIRTH = /birth|born|dob/i;
const DEATH = /death|died|deceased/i;
