import type { FrameData } from '../../../../../src-core/conversation/wire';
import { useVariables } from '../../variables/variables';
import styles from '../compose.module.css';
import type { DraftError } from '../sending/payload';

interface PreviewProps {
  data: FrameData | null;
  problem: DraftError | null;
}

/** What would be sent now. Generators make other values when it is; secrets show as dots. */
export function Preview({ data, problem }: PreviewProps) {
  const secrets = useVariables((variables) => variables.secrets);
  return (
    <section className={styles.preview} aria-label="Preview">
      {typeof data === 'string' ? (
        <pre>{withoutSecrets(indented(data), Object.values(secrets))}</pre>
      ) : (
        <p className="quiet">{problem?.message ?? 'Nothing to show.'}</p>
      )}
    </section>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((shown, secret) => shown.replaceAll(JSON.stringify(secret).slice(1, -1), '•••'), text);
}
