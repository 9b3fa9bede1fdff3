import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { ValidationContext, ValidationRule } from 'graphql';
import type { LimitsConfig } from './limits-config.ts';
import { GatewayError } from '../../platform/errors.ts';

/** graphql-armor's protections, with faults of ours. */
export interface Armor {
  /** Counts tokens before the document is parsed. */
  readonly plugins: readonly ApolloServerPlugin[];
  /** Depth, aliases and directives. */
  readonly validationRules: readonly ValidationRule[];
}

/**
 * Creates graphql-armor's limits of tokens, depth, aliases and directives.
 *
 * Whatever exceeds one is GatewayError `OPERATION_TOO_COMPLEX`. Armor's own reports don't leave this file:
 * they tell limits and measured values, and its token limit and every syntax error become HTTP 500. Its
 * rules walk fragments as often as they are spread, so the count of selections has to pass before them.
 * Its masking of suggestions is off, as no text of a validation error leaves the gateway at all; so is its
 * cost, which reads one literal `first` or `last` of a field and no variable: the pipeline counts that.
 */
export function createArmor(limits: LimitsConfig): Armor {
  const overTokens = new WeakSet<Error>();
  const report = {
    // Armor's default would add a report of its own; this makes ours the only one.
    propagateOnRejection: false,
    onReject: [(context: ValidationContext | null) => context?.reportError(tooComplex())],
  };
  const { plugins, validationRules } = new ApolloArmor({
    blockFieldSuggestion: { enabled: false },
    maxTokens: {
      n: limits.tokens,
      onReject: [(_context: ValidationContext | null, error: Error) => overTokens.add(error)],
    },
    maxDepth: { n: limits.depth, flattenFragments: true, ...report },
    costLimit: { enabled: false },
    // By default armor counts no alias of `__typename`, however many there are.
    maxAliases: { n: limits.aliases, allowList: [], ...report },
    maxDirectives: { n: limits.directives, ...report },
  }).protect();
  const all: readonly unknown[] = plugins;
  return {
    validationRules,
    plugins: all.filter(isPlugin).map((plugin) => translateFaults(plugin, overTokens)),
  };
}

/** Armor's types name Apollo Server's CommonJS build, whose plugins are the same objects. */
function isPlugin(plugin: unknown): plugin is ApolloServerPlugin {
  return typeof plugin === 'object' && plugin !== null && 'requestDidStart' in plugin;
}

function tooComplex(): GraphQLError {
  const originalError = new GatewayError('OPERATION_TOO_COMPLEX');
  return new GraphQLError(originalError.message, { originalError });
}

/** Keeps of armor's plugin the token count alone, and makes its errors ours. */
function translateFaults(
  plugin: ApolloServerPlugin,
  overTokens: WeakSet<Error>,
): ApolloServerPlugin {
  return {
    requestDidStart: async (request) => {
      const listener = await plugin.requestDidStart?.(request);
      return {
        parsingDidStart: async (parsing) => {
          try {
            await listener?.parsingDidStart?.(parsing);
          } catch (cause) {
            // A stack that overflows on a deeply nested document is too much of it, not a bad one.
            const isSyntax = cause instanceof GraphQLError && !overTokens.has(cause);
            const code = isSyntax ? 'GRAPHQL_PARSE_FAILED' : 'OPERATION_TOO_COMPLEX';
            throw new GatewayError(code, { cause });
          }
        },
      };
    },
  };
}
