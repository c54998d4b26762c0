/** What the name of a field that holds a secret has in it. */
const words =
  'token|authori[sz]ation|password|passwd|passphrase|secret|api[-_]?key|access[-_]?key|private[-_]?key|cookie|credential';
const name = `(?:[\\w.-]{0,64}?(?:${words})[\\w.-]{0,64}|pass|pwd)`;
const text = '(?:[^"\\\\]|\\\\.)*';
/** The whole name of a field that holds a secret: `accessToken`, `X-Api-Key`, `pwd`. */
export const secretName = new RegExp(`^${name}$`, 'i');

/** Each is applied to text that may be cut anywhere: a value's end may be missing. */
const rules: [form: RegExp, masked: string][] = [
  // "password": "..."
  [new RegExp(`("${name}"\\s*:\\s*)"${text}(?:"|\\\\?$)`, 'gi'), '$1"***"'],
  // "cookie": ["...", "..."]
  [new RegExp(`("${name}"\\s*:\\s*)\\[(?:[^"\\]]|"${text}(?:"|\\\\?$))*\\]?`, 'gi'), '$1"***"'],
  // The same in JSON that is a string itself: \\"password\\": \\"...\\"
  [new RegExp(`(\\\\"${name}\\\\"\\s*:\\s*\\\\")[^"\\\\]*`, 'gi'), '$1***'],
  [/\b(Bearer\s+)[\w.~+/=-]{16,}/gi, '$1***'],
  [/:\/\/[^\s"\\/@]*:[^\s"\\/@]*@/g, '://***@'],
  [new RegExp(`([?&]${name}=)[^&\\s"\\\\#]+`, 'gi'), '$1***'],
];

/** A frame's text without tokens, passwords, keys and the like. Numbers stay: `max_tokens` is no secret. */
export function maskSecrets(frame: string): string {
  return rules.reduce((masked, [form, replacement]) => masked.replace(form, replacement), frame);
}

/** Whether a field of this name holds a secret. */
export function isSecretName(text: string): boolean {
  return secretName.test(text);
}
