import { jsonParseLinter } from '@codemirror/lang-json';
import { type Diagnostic, linter } from '@codemirror/lint';
import { type Extension, StateEffect } from '@codemirror/state';
import { EditorView, hoverTooltip } from '@codemirror/view';
import type { CodeEditorProps } from './code-editor-props';

type Props = Pick<CodeEditorProps, 'check' | 'describe'>;

/** Told to an editor whose text is to be checked anew: what is right may have changed. */
export const recheck = StateEffect.define<null>();

/** Marks are made once nobody has typed for so long; ms. */
const restMs = 300;

/** Marks faults: those of JSON's grammar, and those `check` finds as it is then. */
export function marks(json: boolean, props: () => Props): Extension {
  const grammar = jsonParseLinter();
  return linter(
    (view) => {
      const text = view.state.doc.toString();
      // An empty text is nothing to complain of.
      const broken = json && text.trim() !== '' ? grammar(view) : [];
      if (broken.length > 0) return broken;
      return (props().check?.(text) ?? []).map(
        (mark): Diagnostic => ({ ...mark, to: Math.min(mark.to, text.length) }),
      );
    },
    {
      delay: restMs,
      needsRefresh: ({ transactions }) =>
        transactions.some(({ effects }) => effects.some((effect) => effect.is(recheck))),
    },
  );
}

/** Says what `describe` knows of the text under the pointer. */
export function descriptions(props: () => Props): Extension {
  return hoverTooltip((view, at) => {
    const said = props().describe?.(view.state.doc.toString(), at);
    if (!said) return null;
    const create = () => {
      const dom = document.createElement('div');
      dom.className = 'cm-description';
      dom.textContent = said.text;
      return { dom };
    };
    return { pos: said.from, end: said.to, above: true, create };
  });
}

export const descriptionTheme = EditorView.theme({
  '.cm-description': { padding: '2px 8px', maxWidth: '420px', fontFamily: 'var(--sans)' },
});
