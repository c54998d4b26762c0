import { type EditorState, type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import { EditorView, keymap, showTooltip, type Tooltip, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import type { CodeEditorProps, EditorOption, EditorOptions } from './code-editor-props';

type Complete = NonNullable<CodeEditorProps['complete']>;

interface Offer extends EditorOptions {
  /** Index of the option that Enter takes. */
  chosen: number;
}

const setOffer = StateEffect.define<Offer | null>();

const offerField = StateField.define<Offer | null>({
  create: () => null,
  update(offer, transaction) {
    for (const effect of transaction.effects) if (effect.is(setOffer)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : offer;
  },
  provide: (field) => showTooltip.from(field, (offer) => offer && tooltipOf(offer)),
});

const listId = 'code-editor-options';
const optionId = (index: number): string => `${listId}-${index}`;

/** Offers what could stand at the cursor: as one types, and all of it with Ctrl+Space. */
export function completion(complete: Complete): Extension {
  const offer = (view: EditorView, asked: boolean): boolean => {
    const { main } = view.state.selection;
    const found = main.empty ? complete(view.state.doc.toString(), main.head, asked) : null;
    view.dispatch({
      effects: setOffer.of(found && found.options.length > 0 ? { ...found, chosen: 0 } : null),
    });
    return true;
  };
  const keys = keymap.of([
    { key: 'Ctrl-Space', run: (view) => offer(view, true) },
    // There Ctrl+Space may belong to the system.
    { mac: 'Alt-i', run: (view) => offer(view, true) },
    { key: 'ArrowDown', run: (view) => move(view, 1) },
    { key: 'ArrowUp', run: (view) => move(view, -1) },
    { key: 'PageDown', run: (view) => move(view, 8) },
    { key: 'PageUp', run: (view) => move(view, -8) },
    { key: 'Enter', run: take },
    { key: 'Tab', run: take },
    { key: 'Escape', run: (view) => close(view) },
  ]);
  const left = EditorView.domEventHandlers({ blur: (_event, view) => void close(view) });
  return [offerField, Prec.highest(keys), followTyping(offer), left, attributes, optionsTheme];
}

/** Offers after each thing that is typed; the view may not be changed while it is being updated. */
function followTyping(offer: (view: EditorView, asked: boolean) => void): Extension {
  return ViewPlugin.define((view) => {
    let gone = false;
    return {
      update(update: ViewUpdate) {
        const goesOn = update.transactions.some((one) => one.isUserEvent('input.complete.goes-on'));
        const typed = update.transactions.some(
          (one) => one.docChanged && (one.isUserEvent('input.type') || one.isUserEvent('delete')),
        );
        const offered = update.startState.field(offerField) !== null;
        const deleted = update.transactions.some((one) => one.isUserEvent('delete'));
        if (!goesOn && (!typed || (deleted && !offered))) return;
        queueMicrotask(() => {
          if (!gone) offer(view, goesOn);
        });
      },
      destroy() {
        gone = true;
      },
    };
  });
}

function take(view: EditorView): boolean {
  const offer = view.state.field(offerField);
  const option = offer?.options[offer.chosen];
  if (!offer || !option) return false;
  insert(view, offer, option);
  return true;
}

function insert(view: EditorView, { from, to }: Offer, option: EditorOption): void {
  view.dispatch({
    changes: { from, to, insert: option.insert },
    selection: { anchor: from + (option.cursor ?? option.insert.length) },
    userEvent: option.goesOn ? 'input.complete.goes-on' : 'input.complete',
    scrollIntoView: true,
  });
}

function move(view: EditorView, by: number): boolean {
  const offer = view.state.field(offerField);
  if (!offer) return false;
  const count = offer.options.length;
  const chosen = Math.abs(by) === 1 ? (offer.chosen + by + count) % count : clamp(offer.chosen + by, count);
  view.dispatch({ effects: setOffer.of({ ...offer, chosen }) });
  return true;
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}

function close(view: EditorView): boolean {
  if (!view.state.field(offerField)) return false;
  view.dispatch({ effects: setOffer.of(null) });
  return true;
}

const attributes = EditorView.contentAttributes.compute([offerField], (state: EditorState) => {
  const offer = state.field(offerField);
  const open: Record<string, string> = offer
    ? { 'aria-controls': listId, 'aria-activedescendant': optionId(offer.chosen) }
    : {};
  return { 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', ...open };
});

function tooltipOf(offer: Offer): Tooltip {
  return {
    pos: offer.from,
    above: false,
    create: (view) => ({
      dom: listOf(view, offer),
      mount: () => chosenOf(view)?.scrollIntoView({ block: 'nearest' }),
    }),
  };
}

function chosenOf(view: EditorView): Element | null {
  return view.dom.querySelector('.cm-option[aria-selected="true"]');
}

function listOf(view: EditorView, offer: Offer): HTMLElement {
  const list = document.createElement('div');
  list.className = 'cm-options';
  list.id = listId;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'What can stand here');
  offer.options.forEach((option, index) => {
    const item = list.appendChild(document.createElement('div'));
    item.id = optionId(index);
    item.className = 'cm-option';
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', String(index === offer.chosen));
    item.appendChild(document.createElement('code')).textContent = option.label;
    if (option.detail) item.appendChild(document.createElement('span')).textContent = option.detail;
    // Pressed, not clicked: the editor would lose the focus in between.
    item.addEventListener('mousedown', (event) => {
      event.preventDefault();
      insert(view, offer, option);
    });
  });
  return list;
}

const optionsTheme = EditorView.theme({
  '.cm-tooltip.cm-options': {
    boxSizing: 'border-box',
    maxHeight: '220px',
    maxWidth: 'min(560px, 90vw)',
    overflowY: 'auto',
    padding: '2px',
  },
  '.cm-option': {
    display: 'flex',
    gap: '12px',
    justifyContent: 'space-between',
    padding: '2px 8px',
    cursor: 'pointer',
    whiteSpace: 'nowrap',
  },
  '.cm-option code': { fontFamily: 'var(--mono)' },
  '.cm-option span': {
    color: 'var(--quiet)',
    fontFamily: 'var(--sans)',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  '.cm-option[aria-selected="true"]': { backgroundColor: 'var(--selected)' },
  '.cm-option:hover': { backgroundColor: 'var(--hover)' },
});
