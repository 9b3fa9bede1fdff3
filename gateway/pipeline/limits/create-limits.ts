import type { ApolloServerPlugin } from '@apollo/server';
import type { ValidationRule } from 'graphql';
import type { LimitsConfig } from './limits-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import { countNames, type NameLengths } from './count-names.ts';
import { countNesting, countSelections } from './count-selections.ts';
import { createArmor } from './create-armor.ts';

/** What Apollo Server has to be given so that no operation exceeds the limits. */
export interface Limits {
  readonly plugins: readonly ApolloServerPlugin[];
  readonly validationRules: readonly ValidationRule[];
}

/**
 * Creates the limits of one operation, in the order of what each costs: tokens before parsing; expanded
 * selections, their nesting and the lengths of names before validation; then depth, aliases and directives as
 * validation rules. What an operation may fetch is counted later, with its variables.
 *
 * Between them nothing exponential is left: graphql-js' own rules and graphql-armor's walk a document of
 * bounded expansion. What the first two refuse is thrown as GatewayError `OPERATION_TOO_COMPLEX` or
 * `GRAPHQL_PARSE_FAILED`, which Apollo Server takes for unexpected; the server turns it back.
 */
export function createLimits(limits: LimitsConfig): Limits {
  const armor = createArmor(limits);
  const countBeforeValidation: ApolloServerPlugin = {
    requestDidStart: async () => ({
      validationDidStart: async ({ document }) => {
        const isTooMuch =
          countNesting(document) > NESTING_PER_LEVEL * limits.depth ||
          countSelections(document) > limits.selections ||
          areTooLong(countNames(document));
        if (isTooMuch) {
          throw new GatewayError('OPERATION_TOO_COMPLEX');
        }
      },
    }),
  };
  return {
    plugins: [...armor.plugins, countBeforeValidation],
    validationRules: armor.validationRules,
  };
}

/** Fragments that may stand between a field and the next one below it. */
const NESTING_PER_LEVEL = 4;

function areTooLong({ longest, variables }: NameLengths): boolean {
  return longest > MAX_NAME || variables > MAX_VARIABLE_NAMES;
}

/** Letters of a name. Tools that generate names stay far below. */
const MAX_NAME = 256;

/** Letters of all variables' names: the part of a record that can't be split has to fit into a leaf. */
const MAX_VARIABLE_NAMES = 16_384;
