/** Who a verified request is for. */
export interface GatewayRequest {
  /** The gateway's name (`subgraph.identity.issuer`). */
  readonly gateway: string;
  /**
   * The gateway's caller, by the issuer of their token and their subject there; null if the gateway asks for itself, such as
   * for the schema or the care team of a patient.
   */
  readonly caller: { readonly issuer: string; readonly subject: string } | null;
  /** The caller's roles, as the gateway's configuration maps them; empty without a caller. */
  readonly roles: readonly string[];
  /** The stated purpose of use, a code of v3-PurposeOfUse; null if none is stated. */
  readonly purpose: string | null;
  /** Id of the caller's break-glass grant, as the ledger has it; null without one. */
  readonly breakGlass: string | null;
  /** Id of the caller's request, as the ledger has it; null without a caller. */
  readonly requestId: string | null;
  /** Id of the token (`jti`). */
  readonly tokenId: string;
  /** The field `Signature` of the request, to which `signResponse` binds the response; null if it was not verified. */
  readonly signature: string | null;
}

/** Reads the claims of a verified token; null if one has another form than the gateway gives it. */
export function readGatewayRequest(
  claims: Readonly<Record<string, unknown>>,
  signature: string | null,
): GatewayRequest | null {
  const { iss, sub, sub_id: subject, roles, purpose, break_glass, request_id, jti } = claims;
  const caller = readCaller(subject);
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof jti !== 'string') return null;
  if (caller === undefined || (caller !== null && caller.subject !== sub)) return null;
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) return null;
  if (![purpose, break_glass, request_id].every(isTextOrAbsent)) return null;
  return {
    gateway: iss,
    caller,
    roles,
    purpose: textOf(purpose),
    breakGlass: textOf(break_glass),
    requestId: textOf(request_id),
    tokenId: jti,
    signature,
  };
}

/**
 * A subject identifier of issuer and subject; null if there is none, undefined for any other form.
 * https://www.rfc-editor.org/rfc/rfc9493#section-3.2.3
 */
function readCaller(id: unknown): GatewayRequest['caller'] | undefined {
  if (id === undefined) return null;
  if (typeof id !== 'object' || id === null) return undefined;
  if (!('format' in id && 'iss' in id && 'sub' in id) || id.format !== 'iss_sub') return undefined;
  const { iss: issuer, sub: subject } = id;
  return typeof issuer === 'string' && typeof subject === 'string'
    ? { issuer, subject }
    : undefined;
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
