import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate for 127.0.0.1 and localhost with its key, both PEM. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate says, besides its key. */
interface Contents {
  readonly type: 'ec' | 'rsa';
  /** From now to the start of its validity; negative in the past. */
  readonly daysUntilStart?: number;
  /** From now to the end of its validity. */
  readonly days: number;
  readonly subject: string;
}

/**
 * Makes a self-signed X.509 certificate (RFC 5280) of an ECDSA P-256 or an RSA key, which is valid for so many days. Among
 * trusted certificates, OpenSSL tells two apart by their subject only.
 */
export function selfSigned(
  type: 'ec' | 'rsa' = 'ec',
  { days = 1, daysUntilStart = -1, subject = 'localhost' } = {},
): SelfSigned {
  return issue({ type, days, daysUntilStart, subject }, null);
}

/** A certificate authority, whose certificate is PEM. */
export interface Authority extends SelfSigned {
  /** Makes a certificate that it has signed. */
  readonly issue: (contents?: { readonly days?: number; readonly subject?: string }) => SelfSigned;
}

/** Makes a certificate authority of an ECDSA P-256 key. */
export function createAuthority(subject: string, { days = 90 } = {}): Authority {
  const own = issue({ type: 'ec', days, subject }, 'itself');
  return {
    ...own,
    issue: ({ days: valid = 1, subject: name = 'client' } = {}) =>
      issue({ type: 'ec', days: valid, subject: name }, { subject, key: own.key }),
  };
}

function issue(
  { type, days, daysUntilStart = -1, subject }: Contents,
  issuer: { readonly subject: string; readonly key: string } | 'itself' | null,
): SelfSigned {
  const { publicKey, privateKey } =
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm =
    type === 'ec'
      ? sequence(oid('2a8648ce3d040302')) // ecdsa-with-SHA256
      : sequence(oid('2a864886f70d01010b'), tlv(0x05)); // sha256WithRSAEncryption
  const names = sequence(
    tlv(0x82, Buffer.from('localhost')),
    tlv(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const extension =
    issuer === 'itself'
      ? sequence(oid('551d13'), TRUE, tlv(0x04, sequence(TRUE))) // basicConstraints: CA
      : sequence(oid('551d11'), tlv(0x04, names)); // subjectAltName
  const isOther = issuer !== null && issuer !== 'itself';
  const toBeSigned = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    nameOf(isOther ? issuer.subject : subject),
    sequence(inDays(daysUntilStart), inDays(days)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extension)),
  );
  const signature = sign('sha256', toBeSigned, isOther ? issuer.key : privateKey);
  const der = sequence(
    toBeSigned,
    algorithm,
    tlv(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const body = der.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function nameOf(subject: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(subject)))));
}

/** Tag, length, value (X.690, section 8.1). */
function tlv(tag: number, ...contents: Buffer[]): Buffer {
  const value = Buffer.concat(contents);
  if (value.length < 0x80) return Buffer.concat([Buffer.from([tag, value.length]), value]);
  const length = Buffer.from([0x82, value.length >> 8, value.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, value]);
}

const TRUE = tlv(0x01, Buffer.from([0xff]));

function sequence(...contents: Buffer[]): Buffer {
  return tlv(0x30, ...contents);
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function inDays(days: number): Buffer {
  return time(Date.now() + days * 86_400_000);
}

function time(at: number): Buffer {
  const text = new Date(at)
    .toISOString()
    .replaceAll(/[-:T]|\.\d{3}/g, '')
    .slice(2);
  return tlv(0x17, Buffer.from(text));
}
