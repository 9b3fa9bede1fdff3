/** Why a request is refused, and its HTTP status. */
const REFUSALS = {
  NO_TOKEN: { status: 401, message: 'The request has no bearer token of the gateway.' },
  BAD_TOKEN: { status: 401, message: 'The token is not one of the gateway for this subgraph.' },
  EXPIRED_TOKEN: { status: 401, message: 'The token has expired, or was issued in the future.' },
  BODY_CHANGED: { status: 401, message: 'The body is not the one that the gateway has sent.' },
  UNSIGNED: { status: 401, message: 'The request has no HTTP message signature.' },
  BAD_SIGNATURE: { status: 401, message: 'The HTTP message signature does not fit the request.' },
  REPLAYED: { status: 401, message: 'The request has been sent before.' },
  KEYS_UNAVAILABLE: { status: 503, message: "The gateway's keys cannot be fetched now." },
} as const;

/** A code of {@link GatewayRequestError}. */
export type GatewayRequestRefusal = keyof typeof REFUSALS;

/** A request that is not the gateway's. Its message names no value of the request, so it can be logged and sent. */
export class GatewayRequestError extends Error {
  override readonly name: string = 'GatewayRequestError';
  readonly code: GatewayRequestRefusal;
  /** The HTTP status to answer with: 401, or 503 while the gateway's keys cannot be fetched. */
  readonly status: number;

  constructor(code: GatewayRequestRefusal, options?: { readonly cause?: unknown }) {
    const { status, message } = REFUSALS[code];
    super(message, options);
    this.code = code;
    this.status = status;
  }
}
