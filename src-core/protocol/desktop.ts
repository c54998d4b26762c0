import { z } from 'zod';
import { tokenPattern } from './limits';
import { maxPoolSize } from './worker-lifecycle';

/** The origin of the console's pages in the desktop. */
export const desktopOrigin = 'app://signalbox';

/** How to reach the gateway the desktop looks at. */
export interface GatewayAddress {
  /** Origin without a trailing slash: `http://127.0.0.1:8000`. */
  url: string;
  /** An admin token. */
  token: string;
  /** The profile's name; absent for this computer's own gateway. */
  profile?: string;
}

/** The profile that is always there: Redis as configured or one of our own, gateway and workers here. */
export const localProfileId = 'local';

const profileIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/);
const profileNameSchema = z.string().trim().min(1, 'a name is needed').max(60, 'at most 60 characters');
const redisUrlSchema = z
  .string()
  .trim()
  .max(2048)
  .regex(
    /^(rediss?|unix|redis\+unix):\/\//,
    'accepted: redis://host:port/db, rediss://host:port/db for TLS, or unix:///path/to/socket',
  );
const gatewayUrlSchema = z
  .string()
  .trim()
  .max(2048)
  .regex(
    /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?\/?$/i,
    'accepted: http://host:port or https://host, without a path',
  );

const draft = { id: profileIdSchema.optional(), name: profileNameSchema };
/**
 * A profile as a person enters it. Without `id` it is a new one. A secret that is left out stays what it was: the
 * gateway's token, or the password of the Redis URL.
 */
export const profileDraftSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...draft,
    kind: z.literal('redis'),
    /** May hold a password: it is taken out of it. */
    url: redisUrlSchema,
    password: z.string().min(1).max(1024).optional(),
    /** Worker processes started here; they take real jobs. */
    workers: z.number().int().min(0).max(maxPoolSize),
  }),
  z.strictObject({
    ...draft,
    kind: z.literal('gateway'),
    url: gatewayUrlSchema,
    token: z.string().trim().regex(tokenPattern, 'a token is made of A-Z a-z 0-9 . _ ~ -').optional(),
  }),
]);
export type ProfileDraft = z.infer<typeof profileDraftSchema>;

const savedSecret = z.string().nullable();
/** `profiles.json` in the data folder: every secret in it is encrypted by the system. */
export const profileFileSchema = z.object({
  active: profileIdSchema,
  profiles: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        id: profileIdSchema,
        name: profileNameSchema,
        kind: z.literal('redis'),
        url: redisUrlSchema,
        workers: z.number().int().min(0).max(maxPoolSize),
        /** The password, sealed; null when there is none or it could not be sealed. */
        secret: savedSecret,
        /** Whether a secret belongs to it. */
        needsSecret: z.boolean(),
      }),
      z.object({
        id: profileIdSchema,
        name: profileNameSchema,
        kind: z.literal('gateway'),
        url: gatewayUrlSchema,
        secret: savedSecret,
        needsSecret: z.boolean(),
      }),
    ]),
  ),
});
export type ProfileFile = z.infer<typeof profileFileSchema>;
export type SavedProfile = ProfileFile['profiles'][number];

/** A profile as the console shows it: no secret in it. */
export interface Profile {
  id: string;
  name: string;
  kind: 'local' | 'redis' | 'gateway';
  /** The address without any secret; '' for this computer. */
  url: string;
  /** Worker processes it starts here; null where that is not its to say. */
  workers: number | null;
  /**
   * Where its secret is: it needs none, encrypted on disk, in memory until the application ends because the system
   * cannot encrypt, or nowhere any more: it has to be entered again.
   */
  secret: 'none' | 'encrypted' | 'memory' | 'missing';
}

export interface ProfileList {
  profiles: Profile[];
  /** Id of the profile in use. */
  active: string;
  /** Why secrets cannot be stored on this system; null when they can. */
  cannotStore: string | null;
}

/** What a test of a profile found, in the order it was tried. It passed when no step failed. */
export interface ProfileTest {
  steps: { name: string; status: 'pass' | 'warn' | 'fail'; text: string }[];
}

const pixels = z.number().int().min(-100_000).max(100_000);
/** `window.json` in the data folder: where the window was, and the place it goes back to when it was maximised. */
export const windowStateSchema = z.object({
  x: pixels,
  y: pixels,
  width: pixels.min(1),
  height: pixels.min(1),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

/** A name for a file: no folder in it. */
const fileNameSchema = z
  .string()
  .max(200)
  .regex(/^[^\\/:*?"<>|\p{Cc}]+$/u, 'a file name without a folder');
/** A file is offered for saving: an answer of the gateway (`GET path`), or text of the page. */
export const saveFileSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('gateway'),
    name: fileNameSchema,
    path: z
      .string()
      .max(4096)
      .regex(/^\/(?!\/)\S*$/, "a path of the gateway's"),
  }),
  z.strictObject({ from: z.literal('text'), name: fileNameSchema, text: z.string().max(64 * 1024 * 1024) }),
]);
export type SaveFile = z.infer<typeof saveFileSchema>;

/** A file is asked for. Extensions are without a dot. */
export const openFileSchema = z.strictObject({
  title: z.string().min(1).max(100),
  extensions: z.array(z.string().regex(/^[a-z0-9]{1,12}$/)).max(10),
});
export type OpenFile = z.infer<typeof openFileSchema>;
/** The largest file that is opened; bytes. */
export const maxOpenBytes = 64 * 1024 * 1024;

/** What the page asks the main process for: the form of each request. Checked on arrival. */
export const desktopRequests = {
  'gateway:address': z.undefined(),
  'profiles:list': z.undefined(),
  'profiles:save': profileDraftSchema,
  'profiles:remove': profileIdSchema,
  'profiles:test': z.union([profileIdSchema, profileDraftSchema]),
  'profiles:activate': profileIdSchema,
  'files:save': saveFileSchema,
  'files:open': openFileSchema,
} as const;

export type DesktopChannel = keyof typeof desktopRequests;
export type DesktopRequest<C extends DesktopChannel> = z.infer<(typeof desktopRequests)[C]>;

/** What the preload script puts on `window.signalbox`. Every call rejects with an Error whose message is for people. */
export interface DesktopBridge {
  readonly platform: string;
  /** Resolves when there is a gateway to talk to; while profiles are switched, to the new one. */
  gateway(): Promise<GatewayAddress>;
  /** Calls back when another profile is in use. Ends with the function it returns. */
  onGateway(listener: (address: GatewayAddress) => void): () => void;
  readonly profiles: {
    list(): Promise<ProfileList>;
    save(draft: ProfileDraft): Promise<Profile>;
    remove(id: string): Promise<void>;
    /** Tries a saved profile, or one that is being entered. Nothing is changed. */
    test(profile: string | ProfileDraft): Promise<ProfileTest>;
    /** Stops what runs here and starts with the profile. When it cannot be, the old one is started again. */
    activate(id: string): Promise<void>;
  };
  readonly files: {
    /** Asks where to and saves. Resolves to the path, null when the person changed their mind. */
    save(file: SaveFile): Promise<string | null>;
    /** Lets a person choose a file of at most `maxOpenBytes`; null when they changed their mind. */
    open(options: OpenFile): Promise<{ name: string; bytes: Uint8Array } | null>;
  };
}
