import type { ApolloServerPlugin } from '@apollo/server';
import { visit, type DocumentNode, type ValidationRule } from 'graphql';
import type { LimitsConfig } from './limits-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import { countNames, type NameLengths } from './count-names.ts';
import { countNesting, countSelections } from './count-selections.ts';
import { createArmor } from './create-armor.ts';
import { overLimit } from './over-limit.ts';

/** The plugins and validation rules of Apollo Server that enforce the limits. */
export interface Limits {
  readonly plugins: readonly ApolloServerPlugin[];
  readonly validationRules: readonly ValidationRule[];
}

/**
 * Creates the limits of one operation, in order of their cost: tokens before parsing; expanded selections, nesting of
 * selections and of values, and name lengths before validation; then depth, aliases and directives as validation rules. The cost of an operation is
 * checked later, with its variables.
 *
 * So validation takes no exponential time: the rules of graphql-js and graphql-armor visit a document of bounded
 * expansion. The first two limits throw GatewayError `OPERATION_TOO_COMPLEX` or `GRAPHQL_PARSE_FAILED`, which Apollo Server
 * handles as unexpected errors; a plugin restores their status.
 */
export function createLimits(limits: LimitsConfig): Limits {
  const armor = createArmor(limits);
  const countBeforeValidation: ApolloServerPlugin = {
    requestDidStart: async () => ({
      validationDidStart: async ({ document }) => {
        if (countNesting(document) > NESTING_PER_LEVEL * limits.depth) throw overLimit('depth');
        if (countSelections(document) > limits.selections) throw overLimit('selections');
        if (isNestedTooDeep(document))
          throw new GatewayError('OPERATION_TOO_COMPLEX', { problems: [DEEP_VALUES] });
        if (areTooLong(countNames(document)))
          throw new GatewayError('OPERATION_TOO_COMPLEX', { problems: [LONG_NAMES] });
      },
    }),
  };
  return {
    plugins: [...armor.plugins, countBeforeValidation],
    validationRules: armor.validationRules,
  };
}

/** Largest number of nested fragments between a field and its subfield. */
const NESTING_PER_LEVEL = 4;

/** Whether literals or list types are nested deeper than {@link MAX_VALUE_NESTING}. */
function isNestedTooDeep(document: DocumentNode): boolean {
  let depth = 0;
  let deepest = 0;
  const count = {
    enter: () => {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    leave: () => {
      depth -= 1;
    },
  };
  visit(document, { ListValue: count, ObjectValue: count, ListType: count });
  return deepest > MAX_VALUE_NESTING;
}

const DEEP_VALUES = 'Values in the operation are nested too deep.';

/** As deep as the JSON of a request may be nested. */
const MAX_VALUE_NESTING = 64;

function areTooLong({ longest, variables }: NameLengths): boolean {
  return longest > MAX_NAME || variables > MAX_VARIABLE_NAMES;
}

const LONG_NAMES = 'Names in the operation are too long.';

/** Characters of a name. Generated names are much shorter. */
const MAX_NAME = 256;

/** Characters of all variable names: the part of a record that cannot be split must fit into a leaf. */
const MAX_VARIABLE_NAMES = 16_384;
