/** Does the work for all items, so many at once, and gives what is done as it comes. The first fault ends it. */
export async function* inParallel<Item, Done>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Done>,
): AsyncGenerator<Done> {
  const waiting = items.entries();
  const running = new Map<number, Promise<{ at: number; done: Done }>>();
  const begin = () => {
    const { value } = waiting.next();
    if (!value) return;
    const [at, item] = value;
    const promise = work(item).then((done) => ({ at, done }));
    // After a fault nobody awaits the others; what becomes of them must not end the process.
    promise.catch(() => undefined);
    running.set(at, promise);
  };
  for (let n = 0; n < atOnce; n++) begin();
  while (running.size > 0) {
    const { at, done } = await Promise.race(running.values());
    running.delete(at);
    begin();
    yield done;
  }
}
