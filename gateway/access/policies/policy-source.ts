import type { RequestContext } from '../../platform/request-context.ts';

/** Tells which policies of `@policy` a request fulfils, beyond those that its caller's token lists. */
export interface PolicySource {
  /** Those of some policies that are fulfilled. Never rejects: a failed or late source fulfils none. */
  readonly fulfilled: (
    context: RequestContext,
    policies: readonly string[],
  ) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}
