import { expect, it } from 'vitest';
import { scenarioJsonSchema } from './scenario-schema';

it('is the schema that comes with the presets (npx vitest run scenario-schema -u writes it anew)', async () => {
  await expect(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../../resources/scenarios/scenario.schema.json',
  );
});
