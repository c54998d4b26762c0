import type {
  DesktopBridge,
  DesktopChannel,
  GatewayAddress,
  Profile,
  ProfileList,
  ProfileTest,
} from '../../src-core/protocol/desktop';

/**
 * The one map of channels between a console page and the main process: what is asked and what is answered. Native
 * things only; data goes through the gateway.
 */
interface Answers {
  'gateway:address': GatewayAddress;
  'profiles:list': ProfileList;
  'profiles:save': Profile;
  'profiles:remove': undefined;
  'profiles:test': ProfileTest;
  'profiles:activate': undefined;
  'files:save': Awaited<ReturnType<DesktopBridge['files']['save']>>;
  'files:open': Awaited<ReturnType<DesktopBridge['files']['open']>>;
}

export type AnswerOf<C extends DesktopChannel> = Answers[C];

/** What crosses back: an Error itself would lose everything but a text with Electron's words around it. */
export type Reply<C extends DesktopChannel> =
  | { ok: true; value: AnswerOf<C> }
  | { ok: false; message: string };

/** What the main process tells a page unasked. */
export interface Events {
  'gateway:changed': GatewayAddress;
  /** A view's address, as `#/jobs`. */
  'page:go': string;
}
export type EventName = keyof Events;
