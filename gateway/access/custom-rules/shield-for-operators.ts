import { createRequire } from 'node:module';
import type * as Shield from 'graphql-shield';

/*
 * `phi-gateway/rules`: what operators make rules of. It is graphql-shield's CommonJS build, since the other one
 * doesn't load from Node.js 23 on. `shield` itself is left out: a module's default export is the tree.
 */
const { allow, and, chain, deny, inputRule, not, or, race, rule } = load();

export { allow, and, chain, deny, inputRule, not, or, race, rule };

function load(): typeof Shield {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- the type is that of the very package
  const shield: typeof Shield = createRequire(import.meta.url)('graphql-shield');
  return shield;
}
