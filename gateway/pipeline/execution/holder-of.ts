import type { RequestContext } from '../../platform/request-context.ts';

/** By which callers share what there is only so much of: who they are, whatever token they use. */
export function holderOf({ caller: { issuer, subject } }: RequestContext): string {
  return JSON.stringify([issuer, subject]);
}
