/** A template that cannot be filled in. Its message says what was wrong and what is accepted. */
export class TemplateError extends Error {}

/** A template names a variable that has no value. */
export class UnknownVariableError extends TemplateError {
  constructor(
    /** The variable. */
    readonly variable: string,
    /** Those that have one. */
    readonly known: readonly string[],
  ) {
    const list = known.length > 0 ? `known: ${known.join(', ')}` : 'there are none yet';
    super(`unknown variable "${variable}"; ${list}`);
  }
}
