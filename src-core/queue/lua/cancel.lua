#allow-oom
-- Cancels a job in any unfinished state. Its worker is told through its control key; whatever it still sends is refused.
-- ARGV  id, cause
-- Returns {state before, 1 when it ran else 0}, or nil when there is no such job
local id, cause = ARGV[1], ARGV[2]
local now = clock()
local key = job_key(id)
local job = call('HMGET', key, 'e', 's')
if not job[1] then return nil end
local state = job[2] or ''
if state ~= '' and state ~= 's' then return { state, 0 } end
local class, _, entry, member = place(job[1])
local _
local text = call('HGET', P .. 'active', id)
local was = text and 'a' or (state == 's' and 's' or 'w')
local options, payload, fields, attempt = nil, nil, {}, '0'
if text then
  local fence, c = parse_claim(text)
  options, payload, attempt = c.options, call('HGET', P .. 'held', id), int(c.attempt)
  fields = { 'a' .. fence, attempt_text(c, now, 'cancelled'), 'n', int(c.attempt) }
  call('HDEL', P .. 'active', id)
  call('HDEL', P .. 'held', id)
  drop_lease(id, c.lease)
  call('ZADD', P .. 'control:' .. c.worker, now, id .. ' ' .. fence)
  call('PEXPIRE', P .. 'control:' .. c.worker, 120000)
elseif was == 's' then
  _, options = stored_content(id)
  call('ZREM', P .. 'scheduled', id)
else
  payload, options = waiting_content(id, member, entry)
  local age = age_ms()
  if call('ZREM', P .. 'again:' .. class, id) == 1 then
    payload = nil
    rehead(class .. ':a', age)
  else
    call('XDEL', P .. 'ready:' .. member, entry)
    rehead(member, age)
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
finish_job(ends, now, id, 'x', keep, options, payload, '', fields)
settle(ends)
tally(now, { 'w', was == 'w' and -1 or 0, 'cancelled', 1 })
feed('cancelled', { id }, cause)
if text and call('HEXISTS', P .. 'limits', 'concurrency') == 1 then arm_waiting() end
return { was, text and 1 or 0 }
