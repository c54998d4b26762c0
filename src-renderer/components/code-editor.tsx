import { lazy, Suspense, useId } from 'react';
import type { CodeEditorProps } from './code-editor-props';
import { Loading } from './loading';

const Editor = lazy(() =>
  import('./code-editor-area').then(({ CodeEditorArea }) => ({ default: CodeEditorArea })),
);

/** A text editor that knows its language: folds, marks mistakes, closes brackets. */
export function CodeEditor(props: CodeEditorProps) {
  const errorsId = useId();
  const errors = props.errors ?? [];
  return (
    <div className="code-editor" data-fill={props.fill || undefined}>
      <Suspense fallback={<Loading what="Loading the editor" />}>
        <Editor {...props} describedBy={errors.length > 0 ? errorsId : undefined} />
      </Suspense>
      <ul id={errorsId} className="code-editor-errors" aria-live="polite">
        {errors.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
