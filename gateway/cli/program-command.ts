/**
 * How this program was started, for commands that it prints: `npm run -s phi-gateway --` in a clone, `npx phi-gateway` with an
 * installed release.
 */
export function programCommand(environment: Readonly<Record<string, string | undefined>>): string {
  const script = environment['npm_lifecycle_event'];
  if (script === 'phi-gateway') return 'npm run -s phi-gateway --';
  return script === 'npx' ? 'npx phi-gateway' : 'phi-gateway';
}
