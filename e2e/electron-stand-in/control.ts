/**
 * What a person at the machine would see and do, over the channel of the process that has started this one: each
 * `{id, do, args}` is answered with `{id, value}` or `{id, error}`; `{event, ...}` tells what has come up.
 */
type Deed = (...args: never[]) => unknown;

const deeds = new Map<string, Deed>();

/** Lets the test do something by name. */
export function permit(name: string, deed: Deed): void {
  deeds.set(name, deed);
}

/** Tells the test of something. */
export function announce(event: string, details: object = {}): void {
  process.send?.({ event, ...details });
}

process.on('message', async ({ id, do: name, args }: { id: number; do: string; args: never[] }) => {
  try {
    const deed = deeds.get(name);
    if (!deed) throw new Error(`nothing is called ${name}`);
    process.send?.({ id, value: await deed(...args) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
});
