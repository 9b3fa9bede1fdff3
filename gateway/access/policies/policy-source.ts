import type { RequestContext } from '../../platform/request-context.ts';

/** Decides which policies of `@policy` a request fulfils in addition to those of its token. */
export interface PolicySource {
  /** Returns those of `policies` that the request fulfils. Never rejects: a failed or late source returns none. */
  readonly fulfilled: (
    context: RequestContext,
    policies: readonly string[],
  ) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}
