import type { DependencyFailure } from '../dependency-states.ts';
import type { TokenAnswer } from '../oauth/oauth-client.ts';
import type { TokenCache } from './token-cache.ts';
import type { Reloaded } from '../reloaded.ts';
import type { RequestContext } from '../request-context.ts';
import type { CredentialsConfig } from './credentials-config.ts';
import { createClientTokens, type ClientOptions } from './client-tokens.ts';
import { createExchangedTokens } from './exchanged-tokens.ts';
import { openSecretFile } from './secret-file.ts';

/** Authenticates requests to one subgraph. */
export interface SubgraphCredentials {
  /** Resolves to what authenticates a request of a caller, or (null) of the gateway itself. Never rejects. */
  readonly authorize: (context: RequestContext | null) => Promise<Authorization>;
}

/** The value of `authorization`, or why there is none. */
export type Authorization =
  | {
      readonly ok: true;
      readonly value: string;
      /** Called if the subgraph refuses the value with 401. Returns whether the next request has another. */
      readonly onRefused: () => boolean;
    }
  | { readonly ok: false; readonly failure: DependencyFailure };

/**
 * Opens the credentials of a subgraph: reads their files, and requests tokens once they are needed.
 *
 * @throws SettingsError if a file cannot be used
 */
export function openCredentials(
  config: CredentialsConfig,
  options: ClientOptions,
): SubgraphCredentials {
  const { path } = options;
  switch (config.kind) {
    case 'bearer': {
      const token = openSecretFile(
        { ...BEARER_TOKEN, file: config.file, path: `${path}.bearer.file` },
        options,
      );
      return ofFile(token, () => `Bearer ${token.current()}`);
    }
    case 'basic': {
      const { user, passwordFile } = config;
      const password = openSecretFile(
        { ...PASSWORD, file: passwordFile, path: `${path}.basic.passwordFile` },
        options,
      );
      return ofFile(password, () => {
        const pair = Buffer.from(`${user}:${password.current()}`).toString('base64');
        return `Basic ${pair}`;
      });
    }
    case 'client-credentials': {
      const tokens = createClientTokens(config.client, {
        ...options,
        path: `${path}.clientCredentials`,
      });
      return {
        authorize: async () => bearerOf(await tokens.get(), tokens.drop),
      };
    }
    case 'token-exchange':
      return exchange(config, options);
    default:
      return config satisfies never;
  }
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER_TOKEN = {
  what: 'one bearer token in ASCII without spaces',
  parse: (text: string) => (/^[!-~]+$/.test(text) ? text : null),
};

/** https://www.rfc-editor.org/rfc/rfc7617#section-2 */
const PASSWORD = {
  what: 'one password on one line',
  parse: (text: string) => (/^\P{Cc}+$/u.test(text) ? text : null),
};

/** What a subgraph refuses may have been replaced in the file just now. */
function ofFile(file: Reloaded<string>, value: () => string): SubgraphCredentials {
  return {
    authorize: async () => {
      const sent = value();
      const onRefused = () => {
        file.expire();
        return value() !== sent;
      };
      return { ok: true, value: sent, onRefused };
    },
  };
}

function exchange(
  config: Extract<CredentialsConfig, { readonly kind: 'token-exchange' }>,
  options: ClientOptions,
): SubgraphCredentials {
  const { path } = options;
  const own =
    config.client &&
    createClientTokens(config.client, { ...options, path: `${path}.clientCredentials` });
  const exchanged = createExchangedTokens(config.exchange, {
    ...options,
    path: `${path}.tokenExchange`,
    actor: config.exchange.actor === 'gateway' ? own : null,
  });
  return {
    authorize: async (context) => {
      if (context === null)
        return own === null
          ? { ok: false, failure: { code: 'SUBGRAPH_CREDENTIALS_MISSING' } }
          : bearerOf(await own.get(), own.drop);
      const token = context.client.accessToken();
      if (token === null) return { ok: false, failure: { code: 'SUBGRAPH_CREDENTIALS_MISSING' } };
      const tokens = exchanged.of(token);
      return bearerOf(await tokens.get(), tokens.drop, refusalOfExchange);
    },
  };
}

function bearerOf(
  answer: TokenAnswer,
  drop: TokenCache['drop'],
  refusal: (reason: string | null) => string = () => 'SUBGRAPH_CREDENTIALS_REFUSED',
): Authorization {
  if (answer.ok) {
    const { token } = answer;
    return { ok: true, value: `Bearer ${token}`, onRefused: () => drop(token) };
  }
  const { reason, status } = answer;
  const code = answer.code === 'REFUSED' ? refusal(reason) : 'SUBGRAPH_CREDENTIALS_UNAVAILABLE';
  const failure = {
    code,
    ...(reason !== null && { reason }),
    ...(status !== null && { status }),
  };
  return { ok: false, failure };
}

/** An invalid request or grant is the fault of one caller's token: https://www.rfc-editor.org/rfc/rfc8693#section-2.2.2 */
function refusalOfExchange(reason: string | null): string {
  return reason === 'INVALID_REQUEST' || reason === 'INVALID_GRANT'
    ? 'SUBGRAPH_EXCHANGE_REFUSED'
    : 'SUBGRAPH_CREDENTIALS_REFUSED';
}
