import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { linter, lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { CodeEditorProps } from './code-editor-props';
import { yaml } from './code-editor-yaml';
import { editorHighlight, editorTheme } from './code-editor-theme';

/**
 * The editor itself. It lives in a shadow root: there CodeMirror adopts its style sheets, which the page's content
 * security policy allows, whereas in the page it would have to write style elements.
 */
export function CodeEditorArea(props: CodeEditorProps & { describedBy?: string }) {
  const { value, language, label, readOnly = false, maxHeight = 400, describedBy } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const onChange = useRef(props.onChange);
  onChange.current = props.onChange;
  const first = useRef(value);
  first.current = value;

  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const told = EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange.current(update.state.doc.toString());
    });
    const state = EditorState.create({
      doc: first.current,
      extensions: [extensions(language, label, readOnly, maxHeight), told],
    });
    const made = new EditorView({ state, parent: root, root });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [language, label, readOnly, maxHeight]);

  useEffect(() => {
    const editor = view.current;
    // What was typed comes back as `value`: only a value from elsewhere replaces the text.
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} className="code-editor-host" aria-describedby={describedBy} />;
}

function extensions(
  language: CodeEditorProps['language'],
  label: string,
  readOnly: boolean,
  maxHeight: number,
): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    readOnly ? [] : highlightActiveLine(),
    language === 'json' && !readOnly ? linter(jsonParseLinter()) : [],
    language === 'json' ? json() : yaml,
    syntaxHighlighting(editorHighlight),
    // Tab indents; Escape and then Tab leaves the editor.
    keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
    EditorState.readOnly.of(readOnly),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    editorTheme,
    EditorView.theme({ '.cm-scroller': { maxHeight: `${maxHeight}px` } }),
  ];
}
