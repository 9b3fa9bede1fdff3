/** The same items. Calls `onItem` for each item that is read. */
export async function* onEach<Item>(
  items: AsyncIterable<Item>,
  onItem: () => void,
): AsyncGenerator<Item> {
  for await (const item of items) {
    onItem();
    yield item;
  }
}
