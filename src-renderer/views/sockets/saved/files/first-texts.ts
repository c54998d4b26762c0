import { stringify } from 'yaml';
import type { SavedKind } from '../../../../../src-core/protocol/saved-files';

/** Recordings are recorded, never written from nothing. */
export type NewKind = Exclude<SavedKind, 'recording'>;

const collection = (name: string) => `# What is sent over which connections, and what is to come of it.
${stringify({ name }).trim()}
connections:
  client: { role: client }
requests:
  - name: An echo job
    on: client
    message:
      type: submit_job
      ref: first
      job: { type: echo, payload: { hello: world } }
    expect:
      - frame: { type: job_accepted, ref: first }
        capture: { jobId: $.jobId }
      - frame: { type: job_result, result: { hello: world } }
        within: 10s
`;

const environment = (
  name: string,
) => `# Values for the variables of collections and of the composer: {{customer}}.
${stringify({ name }).trim()}
variables:
  customer: ada
# Asked for when it is chosen, and never written to a file.
secrets: []
`;

/** What a new file begins with: something that can be run and changed. */
export function firstText(kind: NewKind, name: string): string {
  return kind === 'collection' ? collection(name) : environment(name);
}
