/*
 * Mercurius as a gateway for Federation 1: `node mercurius.mjs SERVICES PORT`, with services as JSON of name and url.
 * https://github.com/mercurius-js/mercurius-gateway
 */
import gateway from '@mercuriusjs/gateway';
import fastify from 'fastify';

const [, , services, port] = process.argv;
const app = fastify();
app.register(gateway, { path: '/', jit: 1, gateway: { services: JSON.parse(services) } });
await app.listen({ host: '127.0.0.1', port: Number(port) });
