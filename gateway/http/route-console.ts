import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../platform/errors.ts';
import type { ConsoleSettings } from './console-settings.ts';
import type { ConsoleFile, ConsoleFiles } from './read-console.ts';

/**
 * Adds the console: its page at `/admin` and at every path below (the page itself knows its own paths), its
 * assets, and `/admin/config.json`, which tells it where to sign in.
 *
 * The page may run and load nothing but what lies beside it, and send to nobody but this gateway and the
 * issuer. Assets have their hash in their name and are kept for good; all else is asked for each time.
 */
export async function routeConsole(
  app: FastifyInstance,
  settings: ConsoleSettings,
  { page, assets }: ConsoleFiles,
): Promise<void> {
  const policy = contentSecurityPolicy(new URL(settings.issuer).origin);
  const config = JSON.stringify(settings);
  // A scope of its own: its hook runs after the one that forbids all of this everywhere else.
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      void reply.headers({ ...HEADERS, 'content-security-policy': policy });
      if (reply.statusCode === 200 && kept.has(reply)) void reply.header('cache-control', FOR_GOOD);
    });
    for (const path of ['/admin', '/admin/*'])
      scope.get(path, async (request, reply) => send(request, reply, page));
    scope.get('/admin/config.json', async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(config),
    );
    for (const [name, asset] of assets) {
      scope.get(`/admin/${name}`, async (request, reply) => {
        if (name.startsWith('assets/')) kept.add(reply);
        return send(request, reply, asset);
      });
    }
    // An asset of a build before this one must not be answered with the page.
    scope.get('/admin/assets/*', async () => {
      throw new GatewayError('NOT_FOUND');
    });
  });
}

/** Responses that may be kept. */
const kept = new WeakSet<FastifyReply>();
const FOR_GOOD = 'public, max-age=31536000, immutable';

const HEADERS = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/**
 * No inline script or style, no font, no frame, no plugin, no form that is sent by the browser itself, and no
 * text that becomes markup. https://www.w3.org/TR/CSP3/ https://www.w3.org/TR/trusted-types/
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
  const isPacked = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
  if (!isPacked) return reply.send(file.bytes);
  return reply.header('content-encoding', 'gzip').send(file.packed);
}
