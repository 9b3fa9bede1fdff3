import type { BreakGlass } from '../access/break-glass/create-break-glass.ts';
import type { PurposeConfig } from '../access/purpose/purpose-config.ts';
import { GatewayError } from '../platform/errors.ts';
import type { Caller } from '../platform/caller.ts';
import { statePurpose } from '../access/purpose/state-purpose.ts';
import type { RequestContext } from '../platform/request-context.ts';

/** An identified caller's request, as far as its purpose and its grant bear on which roles count. */
export interface RequestClaims {
  readonly caller: Caller;
  /** Each header of a name, as sent. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  /** It breaks the glass, and so is made for what that is made for. */
  readonly isStart: boolean;
}

export type SettleRequest = (
  claims: RequestClaims,
) => Promise<Pick<RequestContext, 'caller' | 'purpose' | 'breakGlass'>>;

/**
 * Creates the step that settles what a request is made for and under which grant. A grant is never
 * overlooked: where break-glass isn't configured, or none of the roles that count may use it, it is refused.
 *
 * @throws GatewayError `PURPOSE_REQUIRED`, `PURPOSE_NOT_ALLOWED` or `BREAK_GLASS_INVALID`
 */
export function createSettleRequest(
  config: { readonly purpose: PurposeConfig | null },
  breakGlass: BreakGlass | null,
): SettleRequest {
  return async ({ caller: identified, headers, isStart }) => {
    const presented = headers['x-break-glass'] ?? [];
    const grant =
      presented.length > 0 && breakGlass !== null
        ? await breakGlass.present(presented, identified)
        : null;
    const emergency = grant !== null || isStart ? (breakGlass?.purpose ?? null) : null;
    const purposes = { headers: headers['x-purpose-of-use'] ?? [], emergency };
    const { caller, purpose } = statePurpose(identified, purposes, config.purpose);
    if (presented.length > 0 && (grant === null || breakGlass?.isFor(caller) !== true))
      throw new GatewayError('BREAK_GLASS_INVALID');
    return { caller, purpose, breakGlass: grant };
  };
}
