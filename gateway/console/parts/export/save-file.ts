/** Saves a file in the browser's download folder. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser may start the download later.
  setTimeout(() => URL.revokeObjectURL(url), URL_LIFETIME_MS);
}

const URL_LIFETIME_MS = 60_000;

/** Saves a value as a JSON file. */
export function saveJson(name: string, value: object): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  saveFile(name, new Blob([text], { type: 'application/json' }));
}
