import { createHmac } from 'node:crypto';
import type { AlertConfig } from './break-glass-config.ts';
import type { HeldGrant } from './describe-grant.ts';

/** An alert about a started break-glass grant. */
export interface Alert extends HeldGrant {
  readonly reason: string;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** Serializes an alert. Every attempt sends the same bytes. */
export function writeAlert(
  { holder, grant, reason, at }: Alert,
  detail: AlertConfig['detail'],
): string {
  const { issuer, subject, name, roles } = holder.caller;
  return JSON.stringify({
    type: 'break-glass.started',
    timestamp: new Date(at).toISOString(),
    data: {
      grant: grant.id,
      actor: { issuer, subject, name, roles },
      purpose: holder.purpose,
      until: new Date(grant.until).toISOString(),
      ...(detail === 'full' && { patient: grant.patient, reason }),
    },
  });
}

/**
 * Returns the headers of one attempt, as Standard Webhooks defines them: the grant's id, by which receivers recognize a
 * repeated alert; the time in seconds; and with a secret an HMAC-SHA-256 over both and the body.
 *
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signAlert(
  id: string,
  body: string,
  { secret, at }: { readonly secret: Uint8Array | null; readonly at: number },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === null) return headers;
  const signed = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`);
  return { ...headers, 'webhook-signature': `v1,${signed.digest('base64')}` };
}
