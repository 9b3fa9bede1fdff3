import type { ApolloServerPlugin } from '@apollo/server';
import { getOperationAST, Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type {
  ResolveDocument,
  ResolvedDocument,
} from '../../pipeline/documents/create-resolve-document.ts';
import { hashOperation } from '../../pipeline/operation/hash-operation.ts';
import { faultOf } from '../../platform/fault-of.ts';
import type { Log } from '../../platform/log.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { readAskedDocument } from './read-asked-document.ts';

/** Notes that a valid document is about to be executed. */
export type NoteServed = (
  resolved: Pick<ResolvedDocument, 'isUntrusted' | 'register'>,
  request: {
    readonly document: DocumentNode;
    readonly operationName: string | null;
    readonly context: RequestContext;
  },
) => void;

/**
 * Creates the function that registers documents as their requests ask for, and that calls `onUntrusted` with each operation
 * that is served although no manifest has its document. The log names such an operation once.
 */
export function createNoteServed(onUntrusted: () => void, log: Log): NoteServed {
  const logged = new WeakSet<OperationDefinitionNode>();
  return ({ isUntrusted, register }, { document, operationName, context }) => {
    register?.();
    if (!isUntrusted) return;
    onUntrusted();
    const operation = getOperationAST(document, operationName);
    if (operation == null || logged.has(operation)) return;
    logged.add(operation);
    log.warn('a document is in no manifest', {
      requestId: context.requestId,
      operation: operation.name?.value ?? null,
      hash: hashOperation(operation, fragmentsOf(document)),
    });
  };
}

/**
 * Creates the Apollo Server plugin that resolves ids of documents, and refuses documents that the caller may not send, before
 * they are parsed. Apollo Server gets a request with the text alone.
 */
export function documentsPlugin({
  resolve,
  noteServed,
  log,
}: {
  readonly resolve: ResolveDocument;
  readonly noteServed: NoteServed;
  readonly log: Log;
}): ApolloServerPlugin<RequestContext> {
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
      if (asked.id !== null) {
        request.query = resolved.text;
        // Else Apollo Server would look for the id itself.
        const { persistedQuery: _resolved, ...extensions } = request.extensions ?? {};
        request.extensions = extensions;
      }
      return {
        didResolveOperation: async ({ document }) => {
          const { operationName = null } = request;
          noteServed(resolved, { document, operationName, context: contextValue });
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
