import type { FaultCode } from '../errors.ts';
import { faultText } from '../errors.ts';

/** A fault as every client finds it: `{ "errors": [{ "message", "extensions": { "code" } }] }`. */
export function faultBody(code: FaultCode): string {
  return `${JSON.stringify({ errors: [{ message: faultText(code), extensions: { code } }] })}\n`;
}
