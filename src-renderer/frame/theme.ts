import { ActionIcon, createTheme, Menu, Modal, Popover, Select, Tooltip } from '@mantine/core';

/**
 * Mantine's settings that are not style sheets. Locking the page's scroll would need a style element, which the content
 * security policy forbids; the page does not scroll anyway.
 */
export const theme = createTheme({
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'sm',
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    ModalRoot: Modal.Root.extend({ defaultProps: { lockScroll: false, transitionProps: { duration: 80 } } }),
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        transitionProps: { duration: 80 },
      },
    }),
    Menu: Menu.extend({
      // Its first item has the focus: a menu may hold nothing but items.
      defaultProps: { shadow: 'sm', withInitialFocusPlaceholder: false, transitionProps: { duration: 0 } },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: 'sm', transitionProps: { duration: 0 } } }),
    Select: Select.extend({
      defaultProps: { comboboxProps: { shadow: 'sm', transitionProps: { duration: 0 } } },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, transitionProps: { duration: 0 }, multiline: true },
    }),
  },
});
