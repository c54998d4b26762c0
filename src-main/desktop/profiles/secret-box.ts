import { safeStorage } from 'electron';

/** Encrypts secrets with a key that the system keeps for this user. */
export interface SecretBox {
  /** Why nothing can be sealed here; null when it can. */
  cannot(): Promise<string | null>;
  /** As base64. */
  seal(secret: string): Promise<string>;
  /** Throws for what another user or system has sealed. */
  open(sealed: string): Promise<string>;
}

/** The system's own store: Keychain, DPAPI, or a Linux keyring. */
export const systemSecretBox: SecretBox = {
  async cannot() {
    const without = 'secrets are kept in memory and have to be entered again after a restart';
    if (!(await safeStorage.isAsyncEncryptionAvailable())) {
      return `This system offers no encryption for stored secrets: ${without}.`;
    }
    // Without a keyring Electron encrypts with a password that everybody knows.
    const isLinux = process.platform === 'linux';
    if (isLinux && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) {
      return `No keyring (GNOME Keyring or KWallet) runs here, so secrets cannot be encrypted: ${without}.`;
    }
    return null;
  },
  seal: async (secret) => (await safeStorage.encryptStringAsync(secret)).toString('base64'),
  open: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result,
};
