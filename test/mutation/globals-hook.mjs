// Gives test files the globals of a mutation run in place of jest's.
import { register } from 'node:module';

export async function resolve(specifier, context, nextResolve) {
  if (specifier !== '@jest/globals') return nextResolve(specifier, context);
  return { url: new URL('globals.ts', import.meta.url).href, shortCircuit: true };
}

export async function initialize() {}

if (!import.meta.url.includes('?hook')) register(`${import.meta.url}?hook`);
