import { hash } from 'node:crypto';
import type { Caller } from '../../platform/caller.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { RegisteredDocuments } from './create-registered-documents.ts';
import type { DocumentMode, DocumentsConfig } from './documents-config.ts';
import type { TrustedDocuments } from './open-trusted-documents.ts';
import { hasUnpairedSurrogate } from './parse-manifest.ts';

/** The document that a request names, by its text, its id or both. */
export interface AskedDocument {
  readonly text: string | null;
  /** The id in a manifest, or the SHA-256 of the text, hex. */
  readonly id: string | null;
}

/** The text to execute. */
export interface ResolvedDocument {
  readonly text: string;
  /** Whether it is served although no manifest has it, in the mode `log`. */
  readonly isUntrusted: boolean;
  /** Registers the document for its caller; null if the request does not ask for it. */
  readonly register: (() => void) | null;
}

/**
 * Resolves the document of a request, before it is parsed.
 *
 * @throws GatewayError
 * - `DOCUMENT_NOT_TRUSTED`: the caller's mode refuses the document.
 * - `NOT_READY`: a manifest that may have it was never read.
 * - `DOCUMENT_ID_MISMATCH`: text and id differ.
 * - `PERSISTED_QUERY_NOT_FOUND`: the id is unknown.
 * - `PERSISTED_QUERY_NOT_SUPPORTED`: any id, where there are neither manifests nor registered documents.
 * - `GRAPHQL_PARSE_FAILED`: the text has an unpaired surrogate.
 */
export type ResolveDocument = (
  asked: AskedDocument,
  caller: Pick<Caller, 'issuer' | 'subject' | 'roles'>,
) => ResolvedDocument;

export function createResolveDocument(
  config: Pick<DocumentsConfig, 'mode' | 'roles' | 'manifests' | 'automatic'>,
  documents: Pick<TrustedDocuments, 'find' | 'isComplete'>,
  registered: RegisteredDocuments,
): ResolveDocument {
  const hasIds = config.manifests.length > 0 || config.automatic;

  const refuseUntrusted = (): never => {
    throw documents.isComplete()
      ? new GatewayError('DOCUMENT_NOT_TRUSTED')
      : new GatewayError('NOT_READY', { reason: 'MANIFEST_UNAVAILABLE' });
  };

  return ({ text, id }, caller) => {
    if (id !== null && !hasIds) throw new GatewayError('PERSISTED_QUERY_NOT_SUPPORTED');
    const mode = modeOf(config, caller.roles);
    if (text === null) {
      if (id === null) throw new GatewayError('BAD_REQUEST');
      const trusted = documents.find(id);
      if (trusted !== null) return { text: trusted.text, isUntrusted: false, register: null };
      if (mode === 'enforce') return refuseUntrusted();
      const known = config.automatic ? registered.find(caller, id) : null;
      if (known === null) throw new GatewayError('PERSISTED_QUERY_NOT_FOUND');
      return { text: known, isUntrusted: mode === 'log', register: null };
    }
    // It has no bytes in UTF-8, so its hash would also be that of another document, which may be trusted or known.
    if (hasUnpairedSurrogate(text)) throw new GatewayError('GRAPHQL_PARSE_FAILED');
    if (mode === 'off' && id === null) return { text, isUntrusted: false, register: null };
    const sha256 = hash('sha256', text, 'hex');
    if (id !== null && id !== sha256) throw new GatewayError('DOCUMENT_ID_MISMATCH');
    const isTrusted = mode !== 'off' && documents.find(sha256) !== null;
    if (mode === 'enforce' && !isTrusted) return refuseUntrusted();
    return {
      text,
      isUntrusted: mode === 'log' && !isTrusted,
      register:
        config.automatic && id !== null && mode !== 'enforce'
          ? () => registered.register(caller, sha256, text)
          : null,
    };
  };
}

/** The least strict mode of the roles that have one; otherwise the usual mode. */
function modeOf(
  { mode, roles: modes }: Pick<DocumentsConfig, 'mode' | 'roles'>,
  roles: readonly string[],
): DocumentMode {
  if (modes.size === 0) return mode;
  const own = new Set(roles.map((role) => modes.get(role)));
  return LEAST_STRICT_FIRST.find((each) => own.has(each)) ?? mode;
}

const LEAST_STRICT_FIRST: readonly DocumentMode[] = ['off', 'log', 'enforce'];
