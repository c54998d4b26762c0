import { z } from 'zod';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const spanPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/** A span of time: milliseconds, or a number with its unit: `800ms`, `1.5s`, `10m`, `1h`. Read as milliseconds. */
export const spanSchema = z
  .union([
    z.number().min(0),
    z.string().regex(spanPattern, 'a time must be milliseconds or like 800ms, 1.5s, 10m, 1h'),
  ])
  .transform((value) => {
    if (typeof value === 'number') return value;
    const [, amount, unit] = spanPattern.exec(value) as unknown as [string, string, keyof typeof units];
    return Number(amount) * units[unit];
  });

/**
 * Where a random span of time comes from. `max` cuts off the long tail; a plain span is constant.
 * Empirical values are drawn each as likely as any other.
 */
export const distributionSchema = z.union([
  spanSchema.transform((constant) => ({ constant })),
  z.strictObject({ constant: spanSchema }),
  z.strictObject({ uniform: z.strictObject({ min: spanSchema, max: spanSchema }) }),
  z.strictObject({
    lognormal: z.strictObject({
      median: spanSchema,
      sigma: z.number().min(0).max(5),
      max: spanSchema.optional(),
    }),
  }),
  z.strictObject({ exponential: z.strictObject({ mean: spanSchema, max: spanSchema.optional() }) }),
  z.strictObject({ empirical: z.array(spanSchema).min(1).max(10_000) }),
]);
/** A distribution of milliseconds. */
export type Distribution = z.infer<typeof distributionSchema>;
