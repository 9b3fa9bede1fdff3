import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that are synced at a time: the system has fewer threads for it, and each commits what others wait for. */
const LANES = 4;

/**
 * Makes everything in a directory survive a power cut: the files, then the directories that name them, itself
 * the last. Called once all of them are written, it takes a fraction of what a sync after each file would.
 */
export async function syncTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await syncTree(join(directory, entry.name));
  const files = entries.filter((entry) => !entry.isDirectory()).values();
  const lane = async () => {
    for (const file of files) await sync(join(directory, file.name));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await sync(directory);
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
