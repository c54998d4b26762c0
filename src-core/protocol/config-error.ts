/**
 * A setting that does not parse. Stops the start; its message names the variable, what is wrong with the value and
 * what is accepted, as in `REDIS_PORT: "abc" is not a port; accepted: 1 to 65535`.
 */
export class ConfigError extends Error {
  /**
   * @param variable the environment variable (or option) at fault
   * @param fault what is wrong, quoting the value unless it is secret
   * @param accepted the accepted form
   */
  constructor(
    readonly variable: string,
    readonly fault: string,
    readonly accepted: string,
  ) {
    super(`${variable}: ${fault}; accepted: ${accepted}`);
    this.name = 'ConfigError';
  }
}
