import { readText } from '../read-text.ts';

/** A public key, or the content of a file with it. A key has two plus signs, which a path rarely has. */
export function readPublicKey(keyOrFile: string): string {
  return keyOrFile.split('+').length >= 3 ? keyOrFile : readText(keyOrFile).trim();
}
