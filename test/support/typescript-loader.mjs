import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// Every thread and process of a test compiles the same sources: what one has compiled, the next ones read.
const CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/phi-gateway-sources/', import.meta.url),
);
const OPTIONS = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } };
const swc = createRequire(import.meta.url).resolve('@swc/core/package.json');

const VERSION = readFileSync(swc, 'utf8');

mkdirSync(CACHE, { recursive: true });

/** https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const cached = `${CACHE}${hash('sha1', `${VERSION} ${JSON.stringify(OPTIONS)} ${text}`)}.js`;
  return {
    format: 'module',
    source: read(cached) ?? (await compile(text, cached)),
    shortCircuit: true,
  };
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

async function compile(text, cached) {
  const { transform } = await import('@swc/core');
  const { code } = await transform(text, OPTIONS);
  // Whole or not at all: others read it meanwhile.
  const own = `${cached}.${process.pid}-${Math.random()}`;
  writeFileSync(own, code);
  renameSync(own, cached);
  return code;
}
