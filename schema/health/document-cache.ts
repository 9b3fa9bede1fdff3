import { GraphQLError, parse, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';

const MAX_DOCUMENTS = 1_000;

/** `parse` and `validate` of graphql-js, done once per document text. */
export interface DocumentCache {
  readonly parse: (query: string) => DocumentNode;
  readonly validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];
}

/** Keeps the last documents and evicts the oldest. A gateway sends few documents repeatedly. */
export function createDocumentCache(): DocumentCache {
  const documents = new Map<string, DocumentNode>();
  const valid = new WeakSet<DocumentNode>();
  return {
    parse: (query) => {
      const known = documents.get(query);
      if (known !== undefined) return known;
      const document = parseDocument(query);
      if (documents.size >= MAX_DOCUMENTS) {
        for (const oldest of documents.keys()) {
          documents.delete(oldest);
          break;
        }
      }
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

function invalidDocument(faults: readonly GraphQLError[]): GraphQLError {
  const nodes = faults.flatMap((fault) => fault.nodes ?? []);
  return new GraphQLError('The document does not fit the schema of this subgraph.', {
    nodes,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}
