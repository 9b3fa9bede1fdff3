// Replaces libraries by the modules of a mutation run.
import { register } from 'node:module';

const REPLACEMENTS = new Map([
  ['@jest/globals', 'globals.js'],
  ['@apollo/composition', 'composition.js'],
]);

export async function resolve(specifier, context, nextResolve) {
  const replacement = REPLACEMENTS.get(specifier);
  const { href } = new URL(`../../dist/test/mutation/${replacement}`, import.meta.url);
  if (replacement === undefined || context.parentURL === href)
    return nextResolve(specifier, context);
  return { url: href, shortCircuit: true };
}

if (!import.meta.url.includes('?hook')) register(`${import.meta.url}?hook`);
