import { expect, it } from 'vitest';
import { fileSchemas } from './file-schemas';

it.each(['collection', 'environment'] as const)(
  'is the schema of a %s that is shipped (npx vitest run file-schemas -u writes it anew)',
  async (kind) => {
    await expect(`${JSON.stringify(fileSchemas()[kind], null, 2)}\n`).toMatchFileSnapshot(
      `../../../resources/schemas/${kind}.schema.json`,
    );
  },
);
