import { permit } from './control';

type Respond = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Respond>();

/** Where the pages of `app://NAME` are in a browser that cannot learn a scheme: a secure origin, like theirs. */
const appHost = /^http:\/\/([a-z]+)\.localhost(?=\/|$)/;

export const toAppUrl = (url: string): string => url.replace(appHost, 'app://$1');
export const toBrowserUrl = (url: string): string => url.replace(/^app:\/\/([a-z]+)/, 'http://$1.localhost');

/** Asks the handler of the URL's scheme, when it has one. */
export async function respond(url: string): Promise<Response | null> {
  const handler = handlers.get(new URL(url).protocol.slice(0, -1));
  // Request knows no custom schemes: the handler reads nothing but the URL.
  return handler ? handler({ url } as Request) : null;
}

export const protocol = {
  registerSchemesAsPrivileged(
    schemes: ReadonlyArray<{ privileges: { secure?: boolean; standard?: boolean } }>,
  ) {
    const weak = schemes.some(({ privileges }) => !privileges.secure || !privileges.standard);
    if (weak) throw new Error('a console scheme has to be standard and secure');
  },
  handle(scheme: string, handler: Respond): void {
    handlers.set(scheme, handler);
  },
};

type AskHandler = (contents: unknown, permission: string, decide: (granted: boolean) => void) => void;
type CheckHandler = (contents: unknown, permission: string) => boolean;
type DeviceHandler = (details: { deviceType: string }) => boolean;

// Like Electron: what nobody has decided is granted.
let ask: AskHandler = (_contents, _permission, decide) => decide(true);
let check: CheckHandler = () => true;
let device: DeviceHandler = () => true;

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: AskHandler) => {
      ask = handler;
    },
    setPermissionCheckHandler: (handler: CheckHandler) => {
      check = handler;
    },
    setDevicePermissionHandler: (handler: DeviceHandler) => {
      device = handler;
    },
  },
};

permit('permission', async (permission: string) => ({
  asked: await new Promise((resolve) => ask(null, permission, resolve)),
  checked: check(null, permission),
  device: device({ deviceType: permission }),
}));
