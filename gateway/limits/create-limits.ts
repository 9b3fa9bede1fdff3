import type { ApolloServerPlugin } from '@apollo/server';
import type { ValidationRule } from 'graphql';
import type { LimitsConfig } from '../config/config.ts';
import { GatewayError } from '../errors.ts';
import { countNesting, countSelections } from './count-selections.ts';
import { createArmor } from './create-armor.ts';

/** What Apollo Server has to be given so that no operation exceeds the limits. */
export interface Limits {
  readonly plugins: readonly ApolloServerPlugin[];
  readonly validationRules: readonly ValidationRule[];
}

/**
 * Creates the limits of one operation, in the order of what each costs: tokens before parsing, expanded
 * selections and their nesting before validation, then depth, aliases and directives as validation rules. What
 * an operation may fetch is counted later, with its variables.
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
          countSelections(document) > limits.selections;
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
