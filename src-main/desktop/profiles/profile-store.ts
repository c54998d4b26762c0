import { randomUUID } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import {
  localProfileId,
  type Profile,
  type ProfileDraft,
  type ProfileFile,
  type ProfileList,
  profileFileSchema,
  type SavedProfile,
} from '../../../src-core/protocol/desktop';
import { writePrivateJson } from '../private-file';
import type { ProfileTarget } from './backend';
import type { SecretBox } from './secret-box';

const local: Profile = {
  id: localProfileId,
  name: 'This computer',
  kind: 'local',
  url: '',
  workers: null,
  secret: 'none',
};

interface StoreOptions {
  /** Absolute path of `profiles.json`. */
  file: string;
  box: SecretBox;
  /** Throws for a Redis URL that is none. */
  checkRedisUrl(url: string): void;
}

/** The connection profiles of this user. Their secrets are on disk only as the system has encrypted them. */
export class ProfileStore {
  /** Something about the file that a person should know; null when all is well. */
  notice: string | null = null;
  readonly #options: StoreOptions;
  /** Secrets that cannot be encrypted here, until the application ends. */
  readonly #memory = new Map<string, string>();
  #content: ProfileFile = { active: localProfileId, profiles: [] };
  /** Changes wait for each other: each reads what the one before has written. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** Reads the file. One that cannot be read is put aside, and `notice` says so. */
  async load(): Promise<void> {
    const { file } = this.#options;
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    try {
      this.#content = profileFileSchema.parse(JSON.parse(text));
    } catch {
      await rename(file, `${file}.unreadable`);
      this.notice = `The connection profiles could not be read; the file is kept as ${file}.unreadable.`;
    }
  }

  /** Id of the profile in use; this machine's when the remembered one has gone. */
  get active(): string {
    const { active, profiles } = this.#content;
    return profiles.some(({ id }) => id === active) ? active : localProfileId;
  }

  async list(): Promise<ProfileList> {
    const profiles = [local, ...this.#content.profiles.map((saved) => this.#view(saved))];
    return { profiles, active: this.active, cannotStore: await this.#options.box.cannot() };
  }

  /** The profile of that id. Throws when there is none. */
  get(id: string): Profile {
    if (id === localProfileId) return local;
    return this.#view(this.#find(id));
  }

  /** Adds or changes a profile. Throws when its secret is missing or its URL is none. */
  save(draft: ProfileDraft): Promise<Profile> {
    return this.#inTurn(async () => {
      const { fields, secret, old } = this.#read(draft);
      const id = draft.id ?? randomUUID();
      const sealed = secret === undefined ? (old?.secret ?? null) : await this.#seal(id, secret);
      if (secret === undefined && !old) this.#memory.delete(id);
      const needsSecret = secret !== undefined || old?.needsSecret === true;
      const saved = { ...fields, id, secret: sealed, needsSecret } as SavedProfile;
      const others = this.#content.profiles;
      const profiles = others.some((one) => one.id === id)
        ? others.map((one) => (one.id === id ? saved : one))
        : [...others, saved];
      await this.#write({ ...this.#content, profiles });
      return this.#view(saved);
    });
  }

  /** Forgets a profile and its secret. Throws for the one in use, and for this machine's. */
  remove(id: string): Promise<undefined> {
    return this.#inTurn(async () => {
      if (id === localProfileId) throw new Error('The profile of this computer cannot be removed');
      const { name } = this.#find(id);
      if (id === this.active) throw new Error(`“${name}” is in use: activate another profile first`);
      await this.#write({
        ...this.#content,
        profiles: this.#content.profiles.filter((one) => one.id !== id),
      });
      this.#memory.delete(id);
      return undefined;
    });
  }

  /** Remembers which profile is in use. */
  setActive(id: string): Promise<void> {
    return this.#inTurn(() => this.#write({ ...this.#content, active: id }));
  }

  /** What it takes to start a saved profile. Throws when its secret is not there any more. */
  async target(id: string): Promise<ProfileTarget> {
    if (id === localProfileId) return { kind: 'local' };
    const saved = this.#find(id);
    return toTarget(saved, await this.#secretOf(saved));
  }

  /** The same for a profile that is being entered; a secret that was left out is the saved one's. */
  async draftTarget(draft: ProfileDraft): Promise<ProfileTarget> {
    const { fields, secret, old } = this.#read(draft);
    return toTarget(fields, secret ?? (old && (await this.#secretOf(old))));
  }

  /** Takes a draft apart: what is stored openly, its new secret, and the saved profile whose secret stays otherwise. */
  #read(draft: ProfileDraft): { fields: Fields; secret: string | undefined; old: SavedProfile | null } {
    if (draft.kind === 'redis') this.#options.checkRedisUrl(draft.url);
    const { fields, secret } = split(draft);
    const saved = draft.id === undefined ? null : this.#find(draft.id);
    // A saved secret is for the saved address: it is never sent to another.
    const old = saved && saved.kind === fields.kind && saved.url === fields.url ? saved : null;
    if (fields.kind === 'gateway' && secret === undefined && !old) {
      throw new Error(saved ? 'The address is another: enter its admin token' : 'The admin token is missing');
    }
    return { fields, secret, old };
  }

  async #seal(id: string, secret: string): Promise<string | null> {
    const { box } = this.#options;
    this.#memory.delete(id);
    if ((await box.cannot()) === null) return box.seal(secret);
    this.#memory.set(id, secret);
    return null;
  }

  async #secretOf({ id, name, secret, needsSecret }: SavedProfile): Promise<string | null> {
    const inMemory = this.#memory.get(id);
    if (inMemory !== undefined) return inMemory;
    if (!needsSecret) return null;
    if (secret === null) throw new Error(`The secret of “${name}” was not stored: enter it again`);
    try {
      return await this.#options.box.open(secret);
    } catch {
      throw new Error(`The secret of “${name}” cannot be decrypted on this system: enter it again`);
    }
  }

  #view(saved: SavedProfile): Profile {
    const { id, name, kind, url, needsSecret } = saved;
    const stored = saved.secret === null ? 'missing' : 'encrypted';
    const secret = this.#memory.has(id) ? 'memory' : needsSecret ? stored : 'none';
    return { id, name, kind, url, workers: kind === 'redis' ? saved.workers : null, secret };
  }

  #find(id: string): SavedProfile {
    const saved = this.#content.profiles.find((one) => one.id === id);
    if (!saved) throw new Error('There is no such profile any more');
    return saved;
  }

  async #write(content: ProfileFile): Promise<void> {
    await writePrivateJson(this.#options.file, content);
    this.#content = content;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

type Fields = { name: string } & (
  | { kind: 'redis'; url: string; workers: number }
  | { kind: 'gateway'; url: string }
);

function split(draft: ProfileDraft): { fields: Fields; secret: string | undefined } {
  const { name } = draft;
  if (draft.kind === 'gateway') {
    return { fields: { name, kind: 'gateway', url: new URL(draft.url).origin }, secret: draft.token };
  }
  const url = new URL(draft.url);
  const inUrl = url.password === '' ? undefined : decodeURIComponent(url.password);
  url.password = '';
  return {
    fields: { name, kind: 'redis', url: url.href, workers: draft.workers },
    secret: draft.password ?? inUrl,
  };
}

function toTarget(profile: Fields, secret: string | null): ProfileTarget {
  if (profile.kind === 'gateway') return { kind: 'gateway', url: profile.url, token: secret ?? '' };
  return { kind: 'redis', url: profile.url, password: secret, workers: profile.workers };
}
