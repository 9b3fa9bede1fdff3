import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../platform/errors.ts';
import type { ConsoleSettings } from '../authentication/console-settings.ts';
import type { ConsoleFile, ConsoleFiles } from './read-console.ts';

/**
 * Adds the console: its page at `/admin` and every path below (the page shows the screen of its path), its assets, and
 * `/admin/config.json` with its settings.
 *
 * The page may load and run only its own files, and connect only to this gateway and the issuer. Assets have a hash in
 * their name and are cached forever; everything else is requested each time.
 */
export async function routeConsole(
  app: FastifyInstance,
  settings: ConsoleSettings,
  { page, assets }: ConsoleFiles,
): Promise<void> {
  const policy = contentSecurityPolicy(new URL(settings.issuer).origin);
  const config = JSON.stringify(settings);
  // In a scope of its own, whose hook runs after the hook that forbids caching and scripts everywhere else.
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      void reply.headers({ ...HEADERS, 'content-security-policy': policy });
      if (reply.statusCode === 200 && cacheable.has(reply))
        void reply.header('cache-control', CACHED_FOREVER);
    });
    for (const path of ['/admin', '/admin/*'])
      scope.get(path, async (request, reply) => send(request, reply, page));
    scope.get('/admin/config.json', async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(config),
    );
    for (const [name, asset] of assets) {
      scope.get(`/admin/${name}`, async (request, reply) => {
        if (name.startsWith('assets/')) cacheable.add(reply);
        return send(request, reply, asset);
      });
    }
    // A request for an asset of an earlier build must not get the page.
    scope.get('/admin/assets/*', async () => {
      throw new GatewayError('NOT_FOUND');
    });
  });
}

/** Responses that may be cached. */
const cacheable = new WeakSet<FastifyReply>();
const CACHED_FOREVER = 'public, max-age=31536000, immutable';

const HEADERS = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/**
 * Forbids inline scripts and styles, fonts, frames, plugins, form submissions by the browser, and text that becomes
 * markup. https://www.w3.org/TR/CSP3/ https://www.w3.org/TR/trusted-types/
 */
function contentSecurityPolicy(issuer: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${issuer}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

async function send(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile) {
  void reply.type(file.type).header('vary', 'accept-encoding');
  const accepted = request.headers['accept-encoding'] ?? '';
  const acceptsGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
  if (!acceptsGzip) return reply.send(file.bytes);
  return reply.header('content-encoding', 'gzip').send(file.gzipped);
}
