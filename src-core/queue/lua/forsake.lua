#allow-oom
-- Ends the leases of a worker that is known to be dead, so that its jobs need not wait for them to run out.
-- ARGV  worker
-- Returns how many jobs it held
local worker, held = ARGV[1], 0
local claims = call('HGETALL', P .. 'active')
for i = 1, #claims, 2 do
  local _, c = parse_claim(claims[i + 1])
  if c.worker == worker then
    held = held + 1
    call('ZADD', P .. 'leases', 'XX', 0, c.lease == 'j' and 'j:' .. claims[i] or c.lease)
  end
end
if held > 0 then due_at(0) end
return held
