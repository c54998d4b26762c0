/** What variables are called: `jobId`, `first-job`. */
export const variableNamePattern = '[A-Za-z_][A-Za-z0-9_-]{0,63}';
