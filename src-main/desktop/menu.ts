import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { ProfileList } from '../../src-core/protocol/desktop';

export interface MenuActions {
  /** Shows a view, as `#/jobs`. */
  go: (view: string) => void;
  back: () => void;
  forward: () => void;
  activate: (profile: string) => void;
  openDataFolder: () => void;
}

const views: readonly [label: string, view: string][] = [
  ['Overview', '#/overview'],
  ['Jobs', '#/jobs'],
  ['Workers', '#/workers'],
  ['Dead letters', '#/dead-letters'],
  ['Schedules', '#/schedules'],
  ['Simulator', '#/simulator'],
  ['WebSocket client', '#/sockets'],
];

/** Sets the application's menu: the console's views, the profiles, what the platform expects, and nothing that leads out. */
export function setMenu(actions: MenuActions, profiles: ProfileList): void {
  const menus: MenuItemConstructorOptions[] = [
    { label: 'File', submenu: fileItems(actions) },
    { role: 'editMenu' },
    { label: 'View', submenu: viewItems() },
    { label: 'Go', submenu: goItems(actions) },
    { label: 'Profile', submenu: profileItems(actions, profiles) },
    { role: 'windowMenu' },
  ];
  if (process.platform === 'darwin') menus.unshift({ role: 'appMenu' });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menus));
}

function fileItems({ go, openDataFolder }: MenuActions): MenuItemConstructorOptions[] {
  return [
    { label: 'Settings', accelerator: 'CmdOrCtrl+,', click: () => go('#/settings') },
    { label: 'Open incident bundle', click: () => go('#/bundle') },
    { label: 'Open data folder', click: openDataFolder },
    { type: 'separator' },
    process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
  ];
}

function viewItems(): MenuItemConstructorOptions[] {
  return [
    { role: 'reload' },
    { role: 'toggleDevTools' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
}

function goItems({ go, back, forward }: MenuActions): MenuItemConstructorOptions[] {
  const isMac = process.platform === 'darwin';
  return [
    ...views.map(([label, view], index) => ({
      label,
      accelerator: `CmdOrCtrl+${index + 1}`,
      click: () => go(view),
    })),
    { type: 'separator' },
    { label: 'Back', accelerator: isMac ? 'Cmd+[' : 'Alt+Left', click: back },
    { label: 'Forward', accelerator: isMac ? 'Cmd+]' : 'Alt+Right', click: forward },
  ];
}

function profileItems(
  { go, activate }: MenuActions,
  { profiles, active }: ProfileList,
): MenuItemConstructorOptions[] {
  return [
    ...profiles.map(
      ({ id, name }): MenuItemConstructorOptions => ({
        label: name,
        type: 'radio',
        checked: id === active,
        click: () => activate(id),
      }),
    ),
    { type: 'separator' },
    { label: 'Edit profiles', click: () => go('#/settings') },
  ];
}
