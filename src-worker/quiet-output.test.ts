import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { QuietOutput } from './quiet-output';

it("keeps a running job's secrets out of what is printed, and nothing else", async () => {
  const stream = new PassThrough();
  const output = new QuietOutput();
  output.cover(stream as unknown as NodeJS.WriteStream);
  const { charge } = output.watched({
    charge: async ({ payload }) => {
      const { password, user } = payload as Record<string, string>;
      stream.write(`charging ${user} with ${password}\n`);
      stream.write(Buffer.from(`bytes ${password}\n`));
      return user;
    },
  });
  stream.write('before\n');
  const job = { payload: { user: 'Ada-17', password: 's3cret-of-ada' } };
  type Parameters_ = Parameters<NonNullable<typeof charge>>;
  expect(await charge?.(job as Parameters_[0], {} as Parameters_[1])).toBe('Ada-17');
  stream.write('after s3cret-of-ada\n');
  expect(stream.read().toString()).toBe('before\ncharging Ada-17 with ***\nbytes ***\nafter s3cret-of-ada\n');
});
