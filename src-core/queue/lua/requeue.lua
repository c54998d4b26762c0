#allow-oom
-- Sends dead jobs back to waiting: a new count of attempts, the old history kept.
-- ARGV  cause, then ids
-- Returns for each id: 'a' requeued, 's' not dead or put away, '' no such job
local now = clock()
local age = age_ms()
local out, moved = {}, {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local key = job_key(id)
  local job = call('HMGET', key, 'e', 's', 'g', 'r')
  if not job[1] then out[#out + 1] = unfinished(id) and 's' or ''
  elseif job[2] ~= 'd' or call('ZREM', P .. 'dead', id) == 0 then out[#out + 1] = 's'
  else
    local class, priority = home(job[1])
    local created = call('HGET', key, 't') or job[4] or int(now)
    call('HDEL', key, 's', 'z', 'g')
    call('HSET', key, 't', created, 'u', '0', 'r', int(now),
      'h' .. int(now), string.sub('requeued ' .. ARGV[1], 1, 60))
    call('UNLINK', key .. '#result')
    leave_group(id, job[3])
    put_again(id, class, priority, now, age)
    moved[#moved + 1] = id
    out[#out + 1] = 'a'
  end
end
if #moved > 0 then
  tally(now, { 'w', #moved, 'requeued', #moved })
  feed('requeued', moved, ARGV[1])
end
return out
