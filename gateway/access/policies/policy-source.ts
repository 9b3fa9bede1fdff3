import type { RequestContext } from '../../platform/request-context.ts';

/** Decides which policies of `@policy` a request fulfils in addition to those of its token. */
export interface PolicySource {
  /** Returns the fulfilled ones of some policies. Never rejects: a failed or late source fulfils none. */
  readonly fulfilled: (
    context: RequestContext,
    policies: readonly string[],
  ) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}
