import { describe, expect, it } from '@jest/globals';
import { configSection } from '../../support/config-section.ts';

const { problems } = configSection(`
identity: { issuers: [{ issuer: https://id.example, audience: a, jwks: https://id.example/jwks }] }
audit: { db: audit.db }
`);

const CLIENT =
  '{ tokenUrl: https://id.example/token, clientId: gateway, clientSecret: { file: secret } }';

/** A configuration with a subgraph that has these credentials, and with these sections. */
const yaml = (credentials: string, sections: string) => `
graph: { subgraphs: [{ name: staff, url: https://staff.example, credentials: { ${credentials} } }] }
${sections}`;

const RELATIONSHIPS =
  'relationships: { subgraph: staff, operation: "query($patients: [ID!]!) { a(patients: $patients) { id } }" }';
const FACTS = `admin:
  roles: [auditor]
  facts: { actors: [{ subgraph: staff, operation: "query($actors: [ID!]!) { a(actors: $actors) { id } }" }] }`;

describe('the credentials of a subgraph', () => {
  it.each([
    ['relationships', RELATIONSHIPS],
    ['admin.facts', FACTS],
    ['admin.directory', FACTS.replace('facts:', 'directory:').replace('actors:', 'actorSearch:')],
  ])(
    'are refused with only tokenExchange if the gateway itself queries the subgraph for %s',
    (name, sections) => {
      const found = problems(yaml(`tokenExchange: ${CLIENT}`, sections));
      expect(found).toEqual([
        expect.stringContaining(
          `graph.subgraphs[0].credentials: needs clientCredentials as well as tokenExchange: the queries of ${name} have no caller`,
        ),
      ]);
    },
  );

  it.each([
    [
      'the gateway has a token of its own',
      `tokenExchange: ${CLIENT}, clientCredentials: ${CLIENT}`,
    ],
    ['no token is exchanged', `clientCredentials: ${CLIENT}`],
  ])('are accepted for queries of the gateway itself if %s', (_what, credentials) => {
    expect(problems(yaml(credentials, `${RELATIONSHIPS}\n${FACTS}`))).toEqual([]);
  });

  it('are accepted with only tokenExchange if the gateway itself does not query the subgraph', () => {
    expect(problems(yaml(`tokenExchange: ${CLIENT}`, ''))).toEqual([]);
  });
});
