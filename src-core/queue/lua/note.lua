#allow-oom
-- Records progress or a log line of an active job, by its fence.
-- ARGV  id, fence, kind (progress|log), percent ('' for a log line), text
-- Returns 'a' applied, 'l' the lease was lost
local id, kind = ARGV[1], ARGV[3]
local fence, attempt = string.match(call('HGET', P .. 'active', id) or '', '^(%d+) %S+ (%d+)')
if fence ~= ARGV[2] then return 'l' end
if kind == 'progress' then
  call('HSET', job_key(id), 'p', string.sub(ARGV[4] .. ' ' .. ARGV[5], 1, 60))
  log(id, kind, attempt, ARGV[4] .. ' ' .. ARGV[5])
  local gateways = call('HGET', P .. 'watch', id)
  if gateways then publish(gateways, 'p\n' .. id .. '\n' .. attempt .. '\n' .. ARGV[4] .. '\n' .. ARGV[5]) end
else
  log(id, kind, attempt, ARGV[5])
end
return 'a'
