import { LRUCache } from 'lru-cache';
import { callerKey, type Caller } from '../../platform/caller.ts';
import { growTo } from '../../platform/grow-to.ts';

/** The documents that callers have registered: automatic persisted queries. */
export interface RegisteredDocuments {
  readonly register: (caller: CallerName, sha256: string, text: string) => void;
  /** Returns a document that this caller has registered; null if it has not, or the document was evicted. */
  readonly find: (caller: CallerName, sha256: string) => string | null;
}

type CallerName = Pick<Caller, 'issuer' | 'subject'>;

/**
 * Creates the store of registered documents, which is bounded by count and size.
 *
 * A caller finds only what it has registered itself: if callers shared their documents, one could learn by guessing
 * whether another has sent a document, with the literals in it.
 */
export function createRegisteredDocuments(): RegisteredDocuments {
  const registered = new LRUCache<string, true>(growTo(MAX_REGISTRATIONS));
  const texts = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (text) => text.length + 1,
  });
  return {
    register: (caller, sha256, text) => {
      registered.set(keyOf(caller, sha256), true);
      texts.set(sha256, text);
    },
    find: (caller, sha256) =>
      registered.get(keyOf(caller, sha256)) === true ? (texts.get(sha256) ?? null) : null,
  };
}

function keyOf(caller: CallerName, sha256: string): string {
  return `${sha256} ${callerKey(caller)}`;
}

/** A hundred documents of a thousand callers. */
const MAX_REGISTRATIONS = 100_000;

/** Thousands of ordinary documents, in at most 16 MB. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
