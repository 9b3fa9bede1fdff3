import type { DependencyStates } from '../../platform/dependency-states.ts';
import type { Log } from '../../platform/log.ts';
import type { PlanAhead } from './create-plan-ahead.ts';
import { createRegisteredDocuments } from './create-registered-documents.ts';
import { createResolveDocument, type ResolveDocument } from './create-resolve-document.ts';
import type { DocumentsConfig } from './documents-config.ts';
import { openTrustedDocuments } from './open-trusted-documents.ts';

/** The documents of the manifests, and those that callers register. */
export interface Documents {
  readonly resolve: ResolveDocument;
  /** Whether a manifest has the document with this SHA-256, hex. */
  readonly isTrusted: (sha256: string) => boolean;
  /** Plans the documents of the manifests in the background, now and after each change of a manifest. */
  readonly follow: (planAhead: PlanAhead) => void;
  readonly close: () => Promise<void>;
}

/**
 * Reads the manifests.
 *
 * @throws SettingsError where a file cannot be read, or a manifest that was read is not valid
 */
export async function openDocuments(
  config: DocumentsConfig,
  options: { readonly note: DependencyStates['note']; readonly log: Log },
): Promise<Documents> {
  const trusted = await openTrustedDocuments(config, options);
  return {
    resolve: createResolveDocument(config, trusted, createRegisteredDocuments()),
    isTrusted: (sha256) => trusted.find(sha256) !== null,
    follow: (planAhead) => {
      const plan = () => void planAhead(trusted.list().slice(0, config.planAhead));
      plan();
      trusted.follow(plan);
    },
    close: trusted.close,
  };
}
