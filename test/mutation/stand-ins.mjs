// Puts what a mutation run has of its own in the place of libraries.
import { register } from 'node:module';

const INSTEAD = new Map([
  ['@jest/globals', 'globals.js'],
  ['@apollo/composition', 'composition.js'],
]);

export async function resolve(specifier, context, nextResolve) {
  const instead = INSTEAD.get(specifier);
  const { href } = new URL(`../../dist/test/mutation/${instead}`, import.meta.url);
  if (instead === undefined || context.parentURL === href) return nextResolve(specifier, context);
  return { url: href, shortCircuit: true };
}

if (!import.meta.url.includes('?hook')) register(`${import.meta.url}?hook`);
