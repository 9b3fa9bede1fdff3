import type { BreakGlassOfCallers } from '../../access/break-glass/create-break-glass.ts';
import type { PurposeConfig } from '../../access/purpose/purpose-config.ts';
import { statePurpose } from '../../access/purpose/state-purpose.ts';
import type { Caller } from '../../platform/caller.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { BreakGlassGrant } from '../../platform/grant.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/** A request of an identified caller, before its purpose and grant are resolved. */
export interface IdentifiedRequest {
  readonly caller: Caller;
  /** Every value of each header, as sent. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  /** Whether the request starts break-glass, and so has the purpose of break-glass. */
  readonly startsBreakGlass: boolean;
}

/** Throws, or rejects, with a GatewayError. Without a grant to check, it returns no promise. */
export type ResolvePurposeAndGrant = (request: IdentifiedRequest) => Resolved | Promise<Resolved>;

type Resolved = Pick<RequestContext, 'caller' | 'purpose' | 'breakGlass'>;

/**
 * Creates the resolution of a request's purpose of use and break-glass grant. A presented grant is never ignored: it is
 * refused where break-glass is not configured, or where none of the roles that act for the purpose may use it.
 *
 * The result throws or rejects with GatewayError `PURPOSE_REQUIRED`, `PURPOSE_NOT_ALLOWED` or `BREAK_GLASS_INVALID`.
 */
export function createResolvePurposeAndGrant(
  config: { readonly purpose: PurposeConfig | null },
  breakGlass: BreakGlassOfCallers | null,
): ResolvePurposeAndGrant {
  const resolve = (
    { caller: identified, headers, startsBreakGlass }: IdentifiedRequest,
    {
      isPresented,
      grant,
    }: { readonly isPresented: boolean; readonly grant: BreakGlassGrant | null },
  ): Resolved => {
    const emergency = grant !== null || startsBreakGlass ? (breakGlass?.purpose ?? null) : null;
    const purposes = { headers: headers['x-purpose-of-use'] ?? [], emergency };
    const { caller, purpose } = statePurpose(identified, purposes, config.purpose);
    if (isPresented && (grant === null || breakGlass?.mayUse(caller) !== true))
      throw new GatewayError('BREAK_GLASS_INVALID');
    return { caller, purpose, breakGlass: grant };
  };
  return (request) => {
    const { 'x-break-glass': presented = [] } = request.headers;
    if (presented.length === 0) return resolve(request, { isPresented: false, grant: null });
    if (breakGlass === null) return resolve(request, { isPresented: true, grant: null });
    return breakGlass
      .present(presented, request.caller)
      .then((grant) => resolve(request, { isPresented: true, grant }));
  };
}
