import { readText } from '../read-text.ts';

/** A public key as it is, or the content of a file: a key holds two plus signs and a path hardly does. */
export function readKey(keyOrFile: string): string {
  return keyOrFile.split('+').length >= 3 ? keyOrFile : readText(keyOrFile).trim();
}
