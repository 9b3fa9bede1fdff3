import { GraphQLError, parse, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';

const MAX_DOCUMENTS = 1_000;

/** `parse` and `validate` of graphql-js, done once per document text. */
export interface DocumentCache {
  readonly parse: (query: string) => DocumentNode;
  readonly validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];
}

/**
 * Keeps the last `MAX_DOCUMENTS` documents and evicts the oldest. A gateway sends the same few documents again and
 * again. All calls of `validate` must be for the same schema.
 */
export function createDocumentCache(): DocumentCache {
  const documents = new Map<string, DocumentNode>();
  const valid = new WeakSet<DocumentNode>();
  return {
    parse: (query) => {
      const known = documents.get(query);
      if (known !== undefined) return known;
      const document = parseDocument(query);
      const oldest = documents.keys().next();
      if (documents.size >= MAX_DOCUMENTS && !oldest.done) documents.delete(oldest.value);
      documents.set(query, document);
      return document;
    },
    validate: (schema, document) => {
      if (valid.has(document)) return [];
      const faults = validate(schema, document);
      if (faults.length > 0) return [invalidDocument(faults)];
      valid.add(document);
      return [];
    },
  };
}

function parseDocument(query: string): DocumentNode {
  try {
    return parse(query);
  } catch {
    // The parser's message quotes the document.
    throw new GraphQLError('The document is not valid GraphQL.', {
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  }
}

/** One error without the messages of graphql-js, which can quote literals. */
function invalidDocument(faults: readonly GraphQLError[]): GraphQLError {
  const nodes = faults.flatMap((fault) => fault.nodes ?? []);
  return new GraphQLError('The document does not fit the schema of this subgraph.', {
    nodes,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}
