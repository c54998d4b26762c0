import { type Browser, type BrowserContext, chromium } from 'playwright-core';

let connecting: Promise<Browser> | null = null;

/** The pages of the Chromium at `STAND_IN_BROWSER`, which the test has started, looks into and ends. */
export async function browserContext(): Promise<BrowserContext> {
  const address = process.env.STAND_IN_BROWSER;
  if (!address) throw new Error('STAND_IN_BROWSER names no browser');
  connecting ??= chromium.connectOverCDP(address);
  const context = (await connecting).contexts()[0];
  if (!context) throw new Error('the browser has no context');
  return context;
}
