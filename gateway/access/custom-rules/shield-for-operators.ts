import { createRequire } from 'node:module';
import type * as Shield from 'graphql-shield';

/*
 * `phi-gateway/rules`: the functions that operators create rules with, from graphql-shield's CommonJS build: its ES
 * module build fails on Node.js 23 and newer. `shield` is not exported: a module's default export is the rule tree.
 */
const { allow, and, chain, deny, inputRule, not, or, race, rule } = load();

export { allow, and, chain, deny, inputRule, not, or, race, rule };

function load(): typeof Shield {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- the type is of the same package
  const shield: typeof Shield = createRequire(import.meta.url)('graphql-shield');
  return shield;
}
