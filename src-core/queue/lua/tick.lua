#allow-oom
-- One round of maintenance by the leader, fenced by its token: promotes what is due, takes back jobs whose lease ended,
-- expires what did not start in time, removes what retention no longer keeps, wakes workers for work left lying.
-- ARGV  leader's token, lock ms when nothing runs, longest sleep ms, at most per kind, lock ms while jobs run or wait
-- Returns {1, ms to sleep, lock ms} or {0, 0, 0} when another leads
local token, lock, longest, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local leader = call('GET', P .. 'leader')
if leader and string.match(leader, '^%S+') ~= token then return { 0, 0, 0 } end
local now = clock()
local age
local next_due = now + longest
local deltas = { w = 0, lost = 0, dead = 0, expired = 0, promoted = 0 }
local ends = new_ends()

-- Ids of a zset that are due `shift` ms after their score, and its next deadline after them.
local function due(key, shift)
  shift = shift or 0
  local rows = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if not rows[1] then return {} end
  local at = tonumber(rows[2]) + shift
  if at > now then
    if at < next_due then next_due = at end
    return {}
  end
  next_due = now
  return call('ZRANGEBYSCORE', key, '-inf', now - shift, 'LIMIT', 0, most)
end

local function tell(id, message)
  local gateways = call('HGET', P .. 'watch', id)
  if gateways then publish(gateways, message) end
  return gateways
end

local function promote(id)
  local key = job_key(id)
  local job = call('HMGET', key, 'e', 'n')
  if not job[1] then return end
  local member = job[1]
  local class, priority = home(member)
  call('HDEL', key, 's')
  if job[2] then
    call('HSET', key, 'r', int(now))
    put_again(id, class, priority, now, age)
  else
    local payload, options = stored_content(id)
    call('HSET', P .. 'places', id, int(last_seq(member) + 1) .. place_tail(member, now, options))
    call('RPUSH', P .. 'ready:' .. member, id, payload or 'null')
    call('UNLINK', key .. '#data')
    call('ZADD', P .. 'heads', 'NX', rank_of(now, priority, age), member)
    arm(class)
  end
  tell(id, 's\n' .. id .. '\n' .. (job[2] or '0') .. '\n' .. int(now) .. '\nwaiting')
  deltas.w = deltas.w + 1
end

local LOST = '{"code":"WORKER_LOST","message":"The worker stopped answering while it ran the job"}'
local lost_ids, dead_ids = {}, {}
local function take_back(id, lease)
  local text = call('HGET', P .. 'active', id)
  if not text then return end
  local fence, c = parse_claim(text)
  if c.lease ~= lease then return end
  local used = c.used + 1
  local record = attempt_text(c, now, 'lost')
  deltas.lost = deltas.lost + 1
  log(id, 'lost', int(c.attempt), c.worker)
  call('HDEL', P .. 'active', id)
  local message = 'e\n' .. id .. '\n' .. int(c.attempt) .. '\n'
  if used < (option(c.options, 'n') or 4) then
    end_attempt(id, fence, c, used, record)
    put_again(id, c.class, c.priority, c.ready, age)
    deltas.w = deltas.w + 1
    lost_ids[#lost_ids + 1] = id
    tell(id, message .. '1\n' .. LOST)
  else
    finish_job(ends, now, id, 'd', DEAD_KEEP_MS, c.options, call('HGET', P .. 'held', id), LOST,
      { 'a' .. fence, record, 'n', int(c.attempt), 'u', int(used), 'f', fence, 'g', 'WORKER_LOST' }, c)
    join_group(now, id, 'WORKER_LOST', 'The worker stopped answering while it ran the job')
    if tell(id, message .. '0\n' .. LOST) then call('HDEL', P .. 'watch', id) end
    deltas.dead = deltas.dead + 1
    dead_ids[#dead_ids + 1] = id
  end
  call('HDEL', P .. 'held', id)
end

-- A lease is one job's ('j:ID') or that of all jobs of a claim which were not renewed since.
local function lease_ended(lease)
  if string.sub(lease, 1, 2) == 'j:' then
    take_back(string.sub(lease, 3), 'j')
    return
  end
  local list = call('HGET', P .. 'batch_ids', lease) or ''
  call('HDEL', P .. 'batch_ids', lease)
  call('HDEL', P .. 'batch_left', lease)
  for id in string.gmatch(list, '%S+') do take_back(id, lease) end
end

local expired_ids = {}
local function expire(id)
  local _
  local place, payload, options, tail = call('HGET', P .. 'places', id), nil, nil, nil
  if place then
    payload, tail = leave_lane(id, place, age)
    options = tail.options
    deltas.w = deltas.w - 1
  else
    if call('HGET', job_key(id), 's') ~= 's' then return end
    _, options = stored_content(id)
    call('ZREM', P .. 'scheduled', id)
  end
  local keep = option(options, 'k') or KEEP_MS
  if tell(id, 's\n' .. id .. '\n0\n' .. int(now) .. '\nexpired') then
    call('HDEL', P .. 'watch', id)
    if keep < WATCHED_KEEP_MS then keep = WATCHED_KEEP_MS end
  end
  finish_job(ends, now, id, 'p', keep, options, payload, '', {}, tail)
  deltas.expired = deltas.expired + 1
  expired_ids[#expired_ids + 1] = id
end

local function each(key, ids, act)
  if #ids == 0 then return end
  age = age or age_ms()
  each_chunk('ZREM', key, ids, 4000)
  for i = 1, #ids do act(ids[i]) end
end

local promoted = due(P .. 'scheduled')
each(P .. 'scheduled', promoted, promote)
each(P .. 'leases', due(P .. 'leases'), lease_ended)
each(P .. 'expiring', due(P .. 'expiring'), expire)

local old = due(P .. 'retention')
if #old > 0 then
  each_chunk('ZREM', P .. 'retention', old, 4000)
  for _, list in pairs(LISTS) do each_chunk('ZREM', P .. list, old, 4000) end
  remove_jobs(old)
end
local forgotten = due(P .. 'dead', DEAD_KEEP_MS)
if #forgotten > 0 then
  for i = 1, #forgotten do leave_group(forgotten[i], call('HGET', job_key(forgotten[i]), 'g')) end
  each_chunk('ZREM', P .. 'dead', forgotten, 4000)
  remove_jobs(forgotten)
end
local discarded = due(P .. 'discarded')
each_chunk('ZREM', P .. 'discarded', discarded, 4000)
remove_jobs(discarded)
settle(ends)

if #promoted > 0 then feed('ready', promoted) end
if #lost_ids > 0 then feed('lost', lost_ids) end
if #dead_ids > 0 then feed('dead', dead_ids) end
if #expired_ids > 0 then feed('expired', expired_ids) end
if deltas.w ~= 0 or deltas.lost > 0 or deltas.expired > 0 then
  tally(now, { 'w', deltas.w, 'lost', deltas.lost, 'failed', deltas.lost, 'dead', deltas.dead, 'expired', deltas.expired })
end

-- Work left lying: a wake-up may have died with the worker that took it.
local rows = call('ZRANGE', P .. 'heads', 0, -1)
if #rows > 0 and call('HGET', P .. 'limits', 'paused') ~= '1' then
  if next_due > now + 250 then next_due = now + 250 end
  for i = 1, #rows do arm(string.match(rows[i], '^%d+')) end
end
-- Minutes are made of their six parts once they are over; the parts live for an hour.
local function make_minutes()
  local over = math.floor(now / 60000) - 1
  local from = math.max((tonumber(call('HGET', P .. 'counts', 'minute')) or 0) + 1, over - 60)
  if from > over then return end
  for minute = from, over do
    local parts = {}
    for i = 0, 5 do parts[i + 1] = P .. 'stats:s:' .. int(minute * 6 + i) end
    if call('EXISTS', unpack(parts)) > 0 then
      local sums = {}
      for i = 1, 6 do
        local fields = call('HGETALL', parts[i])
        for j = 1, #fields, 2 do
          local name, value = fields[j], tonumber(fields[j + 1])
          sums[name] = name == 'depth' and value or (sums[name] or 0) + value
        end
      end
      local key = P .. 'stats:m:' .. int(minute)
      local flat = {}
      for name, value in pairs(sums) do flat[#flat + 1] = name flat[#flat + 1] = int(value) end
      call('HSET', key, unpack(flat))
      call('PEXPIRE', key, 8 * DAY)
    end
  end
  call('HSET', P .. 'counts', 'minute', int(over))
end
make_minutes()

-- While jobs run or wait, a dead leader must be missed soon; when nothing does, renewals would only cost.
if #rows > 0 or call('ZCARD', P .. 'leases') > 0 then
  lock = tonumber(ARGV[5])
  if next_due > now + 5000 then next_due = now + 5000 end
end
local sleep = math.max(0, next_due - now)
call('SET', P .. 'leader', token .. ' ' .. int(now + sleep), 'PX', lock)
return { 1, sleep, lock }
