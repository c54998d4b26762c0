/** What the members are spread over: `rig2:gpu1`, `render 8, thumb 4`, `5 workers`. */
export function shareText(shares: Record<string, number>, plural: string): string {
  const sorted = Object.entries(shares).sort(([, a], [, b]) => b - a);
  if (sorted.length > 2) return `${sorted.length} ${plural}`;
  return sorted.map(([name, count]) => (sorted.length === 1 ? name : `${name} ${count}`)).join(', ');
}
