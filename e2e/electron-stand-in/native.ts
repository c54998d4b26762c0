import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { announce, permit } from './control';

interface MenuItem {
  label?: string;
  role?: string;
  accelerator?: string;
  checked?: boolean;
  click?: () => void;
  submenu?: MenuItem[];
}

let menu: MenuItem[] = [];

/** The items with their place: `Go/Jobs`. */
function items(of = menu, under = ''): [string, MenuItem][] {
  return of.flatMap((item) => {
    const place = under + (item.label ?? item.role ?? '');
    return item.submenu ? items(item.submenu, `${place}/`) : [[place, item] as [string, MenuItem]];
  });
}

export const Menu = {
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu: (template: MenuItem[]) => {
    menu = template;
  },
};

permit('menu', () => items().map(([place, { accelerator, checked }]) => ({ place, accelerator, checked })));
permit('click', (place: string) => {
  const click = new Map(items()).get(place)?.click;
  if (!click) throw new Error(`the menu has no ${place}`);
  click();
});

interface BoxOptions {
  message?: string;
  detail?: string;
  buttons?: string[];
  cancelId?: number;
  signal?: AbortSignal;
}

const openDialogs = new Map<number, (answer: never) => void>();
let dialogs = 0;

/** Shows a dialog: the test is told of it and answers. */
function show<Answer>(kind: string, options: BoxOptions, cancelled: Answer): Promise<Answer> {
  const { signal, ...shown } = options;
  dialogs += 1;
  const id = dialogs;
  return new Promise<Answer>((resolve) => {
    openDialogs.set(id, resolve);
    signal?.addEventListener('abort', () => {
      resolve(cancelled);
      announce('dialog-closed', { dialog: id });
    });
    announce('dialog', { dialog: id, kind, options: shown });
    // Nobody is there to answer.
    if (!process.send) resolve(cancelled);
  });
}

permit('answer', (id: number, answer: never) => openDialogs.get(id)?.(answer));

const lastOf = (args: unknown[]) => args.at(-1) as BoxOptions;

export const dialog = {
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  },
  showMessageBox: (...args: unknown[]) =>
    show('message', lastOf(args), { response: lastOf(args).cancelId ?? 0, checkboxChecked: false }),
  showSaveDialog: (...args: unknown[]) => show('save', lastOf(args), { canceled: true, filePath: '' }),
  showOpenDialog: (...args: unknown[]) => show('open', lastOf(args), { canceled: true, filePaths: [] }),
};

const notifications: Notification[] = [];

export class Notification extends EventEmitter {
  static isSupported = () => true;

  constructor(readonly options: { title: string; body: string }) {
    super();
  }

  show(): void {
    notifications.push(this);
    announce('notification', this.options);
  }
}

permit('click-notification', (index: number) => notifications[index]?.emit('click'));

interface Display {
  id: number;
  workArea: { x: number; y: number; width: number; height: number };
}

const displays: Display[] = process.env.STAND_IN_SCREENS
  ? JSON.parse(process.env.STAND_IN_SCREENS)
  : [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }];

export const screen = {
  getPrimaryDisplay: () => displays[0],
  getAllDisplays: () => displays,
};

export const shell = {
  async openPath(path: string): Promise<string> {
    announce('open-path', { path });
    return '';
  },
};

/** The system's key for this user: 32 bytes in the file at `STAND_IN_KEYRING`; without it there is no keyring. */
const keyring = process.env.STAND_IN_KEYRING ? readFileSync(process.env.STAND_IN_KEYRING) : null;

function key(): Buffer {
  if (!keyring) throw new Error('Encryption is not available.');
  return keyring;
}

export const safeStorage = {
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => (keyring ? 'gnome_libsecret' : 'basic_text'),
  async encryptStringAsync(text: string): Promise<Buffer> {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  },
  async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
    return { result: text.toString('utf8'), shouldReEncrypt: false };
  },
};
