import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { ResolveDocument } from '../pipeline/documents/create-resolve-document.ts';
import { hasUnpairedSurrogate } from '../pipeline/documents/parse-manifest.ts';
import { hashOperation } from '../pipeline/operation/hash-operation.ts';
import { GatewayError } from '../platform/errors.ts';
import { faultOf } from '../platform/fault-of.ts';
import type { Log } from '../platform/log.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { readAskedDocument } from './read-asked-document.ts';

/**
 * Creates the Apollo Server plugin that resolves ids of documents, and refuses documents that the caller may not send, before
 * they are parsed. Apollo Server gets a request with the text alone.
 *
 * `onUntrusted` is called with each operation that is served although no manifest has its document. The log names such
 * an operation once.
 */
export function documentsPlugin({
  resolve,
  onUntrusted,
  log,
}: {
  readonly resolve: ResolveDocument;
  readonly onUntrusted: () => void;
  readonly log: Log;
}): ApolloServerPlugin<RequestContext> {
  const logged = new WeakSet<OperationDefinitionNode>();
  const logUntrusted = (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    { requestId }: RequestContext,
  ) => {
    if (logged.has(operation)) return;
    logged.add(operation);
    log.warn('a document is in no manifest', {
      requestId,
      operation: operation.name?.value ?? null,
      hash: hashOperation(operation, fragmentsOf(document)),
    });
  };
  return {
    requestDidStart: async ({ request, contextValue }) => {
      const asked = readAskedDocument(request);
      // Apollo Server refuses a request without a document.
      if (asked.text === null && asked.id === null) return {};
      const resolved = resolveOrLog(
        () => resolve(asked, contextValue.caller),
        (code) =>
          log.info('a document is refused', {
            requestId: contextValue.requestId,
            operation: request.operationName ?? null,
            code,
          }),
      );
      const { text, isUntrusted, register } = resolved;
      if (asked.id !== null) {
        request.query = text;
        // Else Apollo Server would look for the id itself.
        const { persistedQuery: _resolved, ...extensions } = request.extensions ?? {};
        request.extensions = extensions;
      }
      return {
        parsingDidStart: async () => {
          // It has no bytes, so its hash would also be that of another document.
          if (hasUnpairedSurrogate(text)) throw new GatewayError('GRAPHQL_PARSE_FAILED');
        },
        didResolveOperation: async ({ document, operation }) => {
          // The document is valid.
          register?.();
          if (!isUntrusted) return;
          onUntrusted();
          if (operation !== undefined) logUntrusted(document, operation, contextValue);
        },
      };
    },
  };
}

function resolveOrLog<Result>(resolve: () => Result, logRefusal: (code: string) => void): Result {
  try {
    return resolve();
  } catch (error) {
    const { code } = faultOf(error);
    if (code === 'DOCUMENT_NOT_TRUSTED') logRefusal(code);
    throw error;
  }
}

function fragmentsOf({ definitions }: DocumentNode) {
  return new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
}
