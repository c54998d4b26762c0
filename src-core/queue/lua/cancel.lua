#allow-oom
-- Cancels a job in any unfinished state. Its worker is told through its control key; whatever it still sends is refused.
-- ARGV  id, cause
-- Returns {state before, 1 when it ran else 0}, or nil when there is no such job
local id, cause = ARGV[1], ARGV[2]
local now = clock()
local key = job_key(id)
local text, place = call('HGET', P .. 'active', id), call('HGET', P .. 'places', id)
local was, options, payload, fields, attempt, home_of, _ = 'w', nil, nil, {}, '0', nil, nil
if text then
  local fence, c = parse_claim(text)
  was, options, payload, attempt, home_of = 'a', c.options, call('HGET', P .. 'held', id), int(c.attempt), c
  fields = { 'a' .. fence, attempt_text(c, now, 'cancelled'), 'n', int(c.attempt) }
  call('HDEL', P .. 'active', id)
  call('HDEL', P .. 'held', id)
  drop_lease(id, c.lease)
  -- A worker on a socket listens through its gateway.
  local listener = P .. 'control:' .. (call('HGET', P .. 'routes', c.worker) or c.worker)
  call('ZADD', listener, now, id .. ' ' .. fence)
  call('PEXPIRE', listener, 120000)
elseif place then
  payload, home_of = leave_lane(id, place, age_ms())
  options = home_of.options
else
  local job = call('HMGET', key, 'e', 's')
  if not job[1] then return nil end
  if job[2] and job[2] ~= 's' then return { job[2], 0 } end
  _, options = stored_content(id)
  if job[2] then
    was = 's'
    call('ZREM', P .. 'scheduled', id)
  else
    local class = home(job[1])
    call('ZREM', P .. 'again:' .. class, id)
    rehead(class .. ':a', age_ms())
  end
end
fields[#fields + 1] = 'h' .. int(now)
fields[#fields + 1] = string.sub('cancelled ' .. cause, 1, 60)
call('ZREM', P .. 'expiring', id)
local keep = option(options, 'k') or KEEP_MS
local gateways = call('HGET', P .. 'watch', id)
if gateways then
  publish(gateways, 's\n' .. id .. '\n' .. attempt .. '\n' .. int(now) .. '\ncancelled')
  call('HDEL', P .. 'watch', id)
  if keep < WATCHED_KEEP_MS then keep = WATCHED_KEEP_MS end
end
local ends = new_ends()
finish_job(ends, now, id, 'x', keep, options, payload, '', fields, home_of)
settle(ends)
tally(now, { 'w', was == 'w' and -1 or 0, 'cancelled', 1 })
feed('cancelled', { id }, cause)
if text and call('HEXISTS', P .. 'limits', 'concurrency') == 1 then arm_waiting() end
return { was, text and 1 or 0 }
