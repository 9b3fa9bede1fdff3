import { compose } from '../../../schema/compose.ts';
import { lint } from '../../../schema/lint/lint.ts';
import { largeSchema } from './large-schema.ts';

/** How long composition and the lint rules take on a large schema. */
export function timeLarge(lines: number): string {
  const sdl = largeSchema(lines);
  const subgraphs = [{ name: 'large', url: 'http://large.test', sdl }];
  const start = performance.now();
  const composed = compose(subgraphs);
  const between = performance.now();
  const findings = lint(subgraphs, { roles: null, defaultRoles: null });
  const end = performance.now();
  return `${sdl.split('\n').length} lines: check ${seconds(end - between)} s, of which composition ${seconds(between - start)} s; ${findings.length} findings, composed: ${composed.ok}\n`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
