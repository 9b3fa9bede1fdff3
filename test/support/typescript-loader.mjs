import { transformFile } from '@swc/core';
import { fileURLToPath } from 'node:url';

/** https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } };
  const output = await transformFile(fileURLToPath(url), options);
  return { format: 'module', source: output.code, shortCircuit: true };
}
