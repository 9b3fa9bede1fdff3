/** Maps items with at most `count` calls under way at a time. Results are in the order of the items. Rejects as the first call that does. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  count: number,
  map: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  // Shared, so that each worker takes the next item.
  const entries = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, work));
  return results;
}
