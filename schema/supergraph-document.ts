import { parse, type DocumentNode } from 'graphql';

/**
 * Parses a supergraph, without positions. Its many readers share the document: a text is parsed once as long as the document
 * is in use.
 */
export function supergraphDocument(supergraphSdl: string): DocumentNode {
  const known = parsed.get(supergraphSdl)?.deref();
  if (known) return known;
  const document = parse(supergraphSdl, { noLocation: true });
  parsed.clear();
  parsed.set(supergraphSdl, new WeakRef(document));
  return document;
}

/** The last text and its document. */
const parsed = new Map<string, WeakRef<DocumentNode>>();
