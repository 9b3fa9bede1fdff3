/** The functions of jose that the gateway uses. No other file imports the library. */
export {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  errors,
  jwtVerify,
  SignJWT,
} from 'jose';
export type { JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
