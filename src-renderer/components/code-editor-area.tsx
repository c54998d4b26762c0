import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { descriptions, descriptionTheme, marks, recheck } from './code-editor-checks';
import { completion } from './code-editor-completion';
import type { CodeEditorProps } from './code-editor-props';
import { typeOver } from './code-editor-type-over';
import { yaml } from './code-editor-yaml';
import { editorHighlight, editorTheme } from './code-editor-theme';

/**
 * The editor itself. It lives in a shadow root: there CodeMirror adopts its style sheets, which the page's content
 * security policy allows, whereas in the page it would have to write style elements.
 */
export function CodeEditorArea(props: CodeEditorProps & { describedBy?: string }) {
  const {
    value,
    language,
    label,
    readOnly = false,
    maxHeight = 400,
    describedBy,
    check,
    fill = false,
  } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const newest = useRef(props);
  newest.current = props;
  const helps = Boolean(props.complete);

  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const told = EditorView.updateListener.of((update) => {
      if (update.docChanged) newest.current.onChange(update.state.doc.toString());
    });
    const state = EditorState.create({
      doc: newest.current.value,
      extensions: [
        extensions(language, label, readOnly, fill ? null : maxHeight),
        readOnly ? [] : assistance(language, () => newest.current),
        helps ? completion((...at) => newest.current.complete?.(...at) ?? null) : [],
        told,
      ],
    });
    const made = new EditorView({ state, parent: root, root });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [language, label, readOnly, maxHeight, fill, helps]);

  useEffect(() => {
    const editor = view.current;
    // What was typed comes back as `value`: only a value from elsewhere replaces the text.
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    if (check) view.current?.dispatch({ effects: recheck.of(null) });
  }, [check]);

  return <div ref={host} className="code-editor-host" aria-describedby={describedBy} />;
}

const languages: Record<CodeEditorProps['language'], () => Extension> = {
  json,
  yaml: () => yaml,
  text: () => [],
};

function extensions(
  language: CodeEditorProps['language'],
  label: string,
  readOnly: boolean,
  maxHeight: number | null,
): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    readOnly ? [] : highlightActiveLine(),
    languages[language](),
    syntaxHighlighting(editorHighlight),
    // Tab indents; Escape and then Tab leaves the editor.
    keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
    EditorState.readOnly.of(readOnly),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    editorTheme,
    EditorView.theme(
      maxHeight === null ? { '&': { height: '100%' } } : { '.cm-scroller': { maxHeight: `${maxHeight}px` } },
    ),
  ];
}

/** What helps somebody who writes: marks, what a field means, a key that sends. */
function assistance(language: CodeEditorProps['language'], props: () => CodeEditorProps): Extension {
  const submit = () => {
    props().onSubmit?.();
    return Boolean(props().onSubmit);
  };
  return [
    typeOver,
    marks(language === 'json', props),
    descriptions(props),
    descriptionTheme,
    Prec.highest(keymap.of([{ key: 'Mod-Enter', run: submit }])),
    placeholder(props().placeholder ?? ''),
  ];
}
