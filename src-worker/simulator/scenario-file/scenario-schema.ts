import { z } from 'zod';
import { scenarioFileSchema } from '../../../src-core/protocol/scenario';

/** The JSON schema of scenario files, by which editors complete and check them. */
export function scenarioJsonSchema(): object {
  const schema = z.toJSONSchema(scenarioFileSchema, { io: 'input', reused: 'ref' });
  return { ...schema, title: 'Signalbox scenario' };
}
