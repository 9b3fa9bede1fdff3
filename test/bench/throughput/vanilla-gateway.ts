import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readFileSync } from 'node:fs';

/** What most people run: an ApolloGateway in Apollo Server's own HTTP server, nothing else. */
const [, , supergraph = '', port = '0'] = process.argv;
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraph, 'utf8') });
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { host: '127.0.0.1', port: Number(port) },
});
process.stdout.write(`${url}\n`);
