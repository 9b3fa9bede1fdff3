import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';

/** Hashes of the leaves that Certificate Transparency's own implementations test with. */
export const KNOWN_LEAVES: readonly Buffer[] = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHash(Buffer.from(hex, 'hex')));
