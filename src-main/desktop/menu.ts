import { Menu, type MenuItemConstructorOptions } from 'electron';

/** Sets the application's menu: what the platform expects, and nothing that leads out of the console. */
export function setMenu(): void {
  const menus: MenuItemConstructorOptions[] = [
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ];
  if (process.platform === 'darwin') menus.unshift({ role: 'appMenu' });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menus));
}
