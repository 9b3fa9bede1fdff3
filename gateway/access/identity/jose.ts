/**
 * What of jose the gateway uses: what verifies access tokens, and what signs and verifies its own. This
 * module alone knows the library.
 */
export {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  jwtVerify,
  SignJWT,
} from 'jose';
export type { JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
