import { maskSecrets } from './mask-secrets';

/** What secrets look like wherever they stand. Each begins with what only a secret begins with. */
const forms: [form: RegExp, masked: string][] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, '***'],
  // JSON Web Tokens; the signature may be cut off
  [/\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/g, '***'],
  // OpenAI, Stripe, AWS, GitHub, GitLab, Slack, Google, Hugging Face, npm
  [/\bsk-[A-Za-z0-9_-]{12,}/g, '***'],
  [/\b[rs]k_(?:live|test)_[A-Za-z0-9]{8,}/g, '***'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '***'],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|hf_|npm_)[A-Za-z0-9_-]{16,}/g, '***'],
  [/\bxox[abeprs]-[A-Za-z0-9-]{8,}/g, '***'],
  [/\bAIza[\w-]{20,}/g, '***'],
  // Short ones are told from words by a digit or a sign.
  [/\b(Bearer\s+)(?=[\w.~+/=-]*[\d.~+/=_])[\w.~+/=-]{8,}/gi, '$1***'],
  [/\b(Basic\s+)(?=[A-Za-z0-9+/]*[0-9+/=])[A-Za-z0-9+/]{8,}={0,2}/g, '$1***'],
  [/\b((?:proxy-)?authorization\s*[:=]\s*)(?!\*)[^\s"',;\\][^\r\n"'\\]*/gi, '$1***'],
  [/\b((?:set-)?cookie\s*:\s*)(?!\*)[^\s"'\\][^\r\n"'\\]*/gi, '$1***'],
  // password=..., DB_PASSWORD: ..., --password ...
  [
    /(\b[\w.-]{0,64}?(?:password|passwd|passphrase|secret)[\w.-]{0,64}['"]?\s*[=:]\s*['"]?)(?![*\s"'\\])[^\s"'&,;\\]+/gi,
    '$1***',
  ],
  [/(--(?:password|token|secret|api-key)[ =])(?!\*)[^\s"'\\]+/gi, '$1***'],
  [
    /(\b[\w.-]{0,64}?(?:token|api[-_]?key|access[-_]?key|private[-_]?key|credential)s?\b['"]?\s*[=:]\s*['"]?)(?=[^\s"'&,;\\]*\d)[^\s"'&,;\\*]{6,}/gi,
    '$1***',
  ],
];

/** A text without what is called a secret or looks like one: in JSON, headers, addresses, command lines, logs. */
export function maskForms(text: string): string {
  // Most texts have none of it, and are long.
  return forms.reduce((masked, [form, replacement]) => masked.replace(form, replacement), maskSecrets(text));
}
