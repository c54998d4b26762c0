#allow-oom
-- Renews leases by fence. A job that is renewed leaves the lease it shares with the jobs it was claimed with.
-- ARGV  lease ms, then id, fence for each job
-- Returns for each job: '' renewed, 'l' lost, 'x' the job was cancelled; last, 'n' when nobody leads maintenance, else ''
local now = clock()
local till = int(now + tonumber(ARGV[1]))
local ids, fences = {}, {}
for i = 2, #ARGV, 2 do ids[#ids + 1] = ARGV[i] fences[#fences + 1] = ARGV[i + 1] end
local claims = get_many(P .. 'active', ids)
local out, renewed, rewritten = {}, {}, {}
for i = 1, #ids do
  local id, fence, c = ids[i], nil, nil
  if claims[i] then fence, c = parse_claim(claims[i]) end
  if fence == fences[i] then
    renewed[#renewed + 1] = till
    renewed[#renewed + 1] = 'j:' .. id
    if c.lease ~= 'j' then
      local _, rest = split_claim(claims[i])
      rewritten[#rewritten + 1] = id
      rewritten[#rewritten + 1] = fence .. ' j' .. string.sub(rest, #c.lease + 1)
      leave_lease(c.lease, 1)
    end
    log(id, 'heartbeat', int(c.attempt), '')
    out[i] = ''
  else
    out[i] = call('HGET', job_key(id), 's') == 'x' and 'x' or 'l'
  end
end
each_chunk('HSET', P .. 'active', rewritten, 4000)
each_chunk('ZADD', P .. 'leases', renewed, 4000)
out[#out + 1] = due_at(now + tonumber(ARGV[1])) and '' or 'n'
return out
