import { saveFile } from './save-file.ts';

/** Hands a value to the reader as a JSON file. */
export function downloadJson(name: string, value: object): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  saveFile(name, new Blob([text], { type: 'application/json' }));
}
