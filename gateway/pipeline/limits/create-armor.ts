import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { ValidationContext, ValidationRule } from 'graphql';
import type { LimitsConfig } from './limits-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import { overLimit } from './over-limit.ts';

/** graphql-armor's limits, with errors of the gateway. */
export interface Armor {
  /** Counts tokens before the document is parsed. */
  readonly plugins: readonly ApolloServerPlugin[];
  /** Depth, aliases and directives. */
  readonly validationRules: readonly ValidationRule[];
}

/**
 * Creates graphql-armor's limits of tokens, depth, aliases and directives.
 *
 * An operation over a limit is refused with GatewayError `OPERATION_TOO_COMPLEX`. Armor's own errors do not leave this
 * file: they disclose limits and measured values, and its token limit and syntax errors become HTTP 500. Its rules visit
 * a fragment once per spread, so the count of selections must run first. Its masking of suggestions is off, because no
 * message of a validation error leaves the gateway. Its cost limit is off, because it reads one literal `first` or `last`
 * of a field and no variables; the pipeline has its own.
 */
export function createArmor(limits: LimitsConfig): Armor {
  const overTokens = new WeakSet<Error>();
  const { plugins, validationRules } = new ApolloArmor({
    blockFieldSuggestion: { enabled: false },
    maxTokens: {
      n: limits.tokens,
      onReject: [(_context: ValidationContext | null, error: Error) => overTokens.add(error)],
    },
    maxDepth: { n: limits.depth, flattenFragments: true, ...reportOver('depth') },
    costLimit: { enabled: false },
    // By default armor does not count aliases of `__typename`.
    maxAliases: { n: limits.aliases, allowList: [], ...reportOver('aliases') },
    maxDirectives: { n: limits.directives, ...reportOver('directives') },
  }).protect();
  const all: readonly unknown[] = plugins;
  return {
    validationRules,
    plugins: all.filter(isPlugin).map((plugin) => translateFaults(plugin, overTokens)),
  };
}

/** Armor's types refer to the CommonJS build of Apollo Server; its plugins are the same objects. */
function isPlugin(plugin: unknown): plugin is ApolloServerPlugin {
  return typeof plugin === 'object' && plugin !== null && 'requestDidStart' in plugin;
}

/** Settings of a rule that reports the gateway's own error. */
function reportOver(limit: 'depth' | 'aliases' | 'directives') {
  const report = (context: ValidationContext | null) => {
    const originalError = overLimit(limit);
    context?.reportError(new GraphQLError(originalError.message, { originalError }));
  };
  // Otherwise armor would report its own error too.
  return { propagateOnRejection: false, onReject: [report] };
}

/** Keeps only the token count of armor's plugin, and translates its errors. */
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
            // A stack overflow means that the document is too deeply nested, not that its syntax is wrong.
            const isSyntax = cause instanceof GraphQLError && !overTokens.has(cause);
            throw isSyntax
              ? new GatewayError('GRAPHQL_PARSE_FAILED', { cause })
              : overLimit('tokens', { cause });
          }
        },
      };
    },
  };
}
