import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { DocumentNode } from 'graphql';
import { cacheBytes, documentBytes } from '../pipeline/limits/cached-bytes.ts';

type DocumentStore = NonNullable<ApolloServerOptionsWithGateway<object>['documentStore']>;

/** Creates the store of valid documents, bounded by their size on the heap. */
export function createDocumentStore(cacheMegabytes: number): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: cacheBytes(cacheMegabytes, 'documents'),
    sizeCalculation: ({ loc }) => documentBytes(loc?.source.body.length ?? 0),
  });
  return {
    get: (key) => Promise.resolve(documents.get(key)),
    set: async (key, document) => void documents.set(key, document),
    delete: (key) => Promise.resolve(documents.delete(key)),
  };
}
