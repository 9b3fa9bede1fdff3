import * as modules from 'node:module';
import { extname } from 'node:path';

/** What an operator's module imports to create rules. */
const SPECIFIER = 'phi-gateway/rules';

/** The file in this folder, with the extension of this module: `.js` when built, `.ts` from source. */
const FILE = new URL(`./shield-for-operators${extname(import.meta.url)}`, import.meta.url).href;

/** Makes `phi-gateway/rules` importable from modules anywhere on disk, without node_modules. */
export function registerRulesImport(): void {
  // Node.js 20 has no `registerHooks`, and from 26 on `register` is deprecated.
  if ('registerHooks' in modules && typeof modules.registerHooks === 'function') {
    const resolve = (specifier: string, context: object, next: Resolve) =>
      specifier === SPECIFIER ? { url: FILE, shortCircuit: true } : next(specifier, context);
    Reflect.apply(modules.registerHooks, modules, [{ resolve }]);
    return;
  }
  const hook = `export const resolve = (specifier, context, next) =>
    specifier === ${JSON.stringify(SPECIFIER)}
      ? { url: ${JSON.stringify(FILE)}, shortCircuit: true }
      : next(specifier, context);`;
  modules.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

type Resolve = (specifier: string, context: object) => unknown;
