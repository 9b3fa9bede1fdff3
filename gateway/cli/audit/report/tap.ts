/** The same items; each is told of as it passes. */
export async function* tap<Item>(
  items: AsyncIterable<Item>,
  onItem: () => void,
): AsyncGenerator<Item> {
  for await (const item of items) {
    onItem();
    yield item;
  }
}
