import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { ApiError } from '../connection/api-error';

interface ErrorPanelProps {
  error: ApiError | Error;
  onRetry?: () => void;
}

/** What went wrong, in the gateway's words, and a way to try again. */
export function ErrorPanel({ error, onRetry }: ErrorPanelProps) {
  const issues = 'issues' in error ? error.issues : undefined;
  return (
    <div className="error-panel" role="alert">
      <TriangleAlert size={16} aria-hidden="true" />
      <div className="error-panel-text">
        <p>{error.message}</p>
        {issues && issues.length > 0 && (
          <ul>
            {issues.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                {path && <code>{path}</code>} {message}
              </li>
            ))}
          </ul>
        )}
        {'code' in error && <code className="quiet">{error.code}</code>}
      </div>
      {onRetry && (
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
