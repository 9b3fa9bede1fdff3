import type { FaultCode } from '../platform/errors.ts';
import { faultText } from '../platform/errors.ts';

/**
 * A fault as every client finds it: `{ "errors": [{ "message", "extensions": { "code" } }] }`, with `problems`
 * beside the code where there are any.
 */
export function faultBody(code: FaultCode, problems: readonly string[] = []): string {
  const extensions = problems.length === 0 ? { code } : { code, problems };
  return `${JSON.stringify({ errors: [{ message: faultText(code), extensions }] })}\n`;
}
