import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { memberCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';

/** What decides on the value of an input. */
export interface Input {
  readonly at: Coordinate;
  readonly policy: Policy;
  readonly patient: string;
  /** Inputs that have a value although they are not required. */
  readonly forced: ReadonlySet<Coordinate>;
}

/**
 * The text of a value for an argument or input field: the patient where it names one, a made-up value where it is required.
 * Empty for any other. Null where a required value is an input object without end.
 */
export function inputText(
  input: GraphQLArgument | GraphQLInputField,
  given: Input,
  depth = 0,
): string | null {
  const { at, policy, patient, forced } = given;
  if (policy.patientInputs.has(at)) {
    const isNumber = getNamedType(input.type).name === 'Int';
    return inLists(input.type, isNumber ? patient : JSON.stringify(patient));
  }
  const isRequired = isNonNullType(input.type) && input.defaultValue === undefined;
  return isRequired || forced.has(at) ? valueText(input.type, given, depth) : '';
}

function valueText(type: GraphQLInputType, input: Input, depth: number): string | null {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    if (depth > MAX_DEPTH) return null;
    const fields = Object.values(named.getFields()).map((field) => {
      const at = memberCoordinate(named.name, field.name);
      return [field.name, inputText(field, { ...input, at }, depth + 1)] as const;
    });
    if (fields.some(([, text]) => text === null)) return null;
    const given = fields
      .filter(([, text]) => text !== '')
      .map(([name, text]) => `${name}: ${text}`);
    return inLists(type, `{ ${given.join(', ')} }`);
  }
  if (isEnumType(named)) return inLists(type, named.getValues()[0]?.name ?? 'null');
  return inLists(type, SCALARS.get(named.name) ?? '"sample"');
}

const MAX_DEPTH = 5;

const SCALARS: ReadonlyMap<string, string> = new Map([
  ['Int', '1'],
  ['Float', '1.5'],
  ['Boolean', 'true'],
]);

/** A value inside the brackets of its list type. */
function inLists(type: GraphQLInputType, text: string): string {
  const nullable = getNullableType(type);
  return isListType(nullable) ? `[${inLists(nullable.ofType, text)}]` : text;
}
