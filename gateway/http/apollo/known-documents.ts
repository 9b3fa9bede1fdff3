import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { cacheBytes, documentBytes } from '../../pipeline/limits/cached-bytes.ts';

/** Documents that Apollo Server has parsed and validated, within every limit of a document. */
export interface KnownDocuments {
  /** Returns the document whose text has this SHA-256, hex; null if it is not known, or was evicted. */
  readonly find: (sha256: string) => DocumentNode | null;
  /** The store of Apollo Server, which adds each document once it is valid. */
  readonly store: DocumentStore;
}

type DocumentStore = NonNullable<ApolloServerOptionsWithGateway<object>['documentStore']>;

/** Creates the documents of one Apollo Server, bounded by their size on the heap. */
export function createKnownDocuments(cacheMegabytes: number): KnownDocuments {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: cacheBytes(cacheMegabytes, 'documents'),
    sizeCalculation: ({ loc }) => documentBytes(loc?.source.body.length ?? 0),
  });
  return {
    find: (sha256) => documents.get(sha256) ?? null,
    store: {
      get: (key) => Promise.resolve(documents.get(hashIn(key))),
      set: async (key, document) => void documents.set(hashIn(key), document),
      delete: (key) => Promise.resolve(documents.delete(hashIn(key))),
    },
  };
}

/** The hash of the text in a key of Apollo Server, `schemaHash:textHash`. The schema of a server never changes. */
function hashIn(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
}
