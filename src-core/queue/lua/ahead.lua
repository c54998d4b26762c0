#readonly
-- How many waiting jobs go before one.
-- ARGV  id, at most how many are counted, jobs that may be looked at for it
-- Returns the count, or -1 when the job does not wait or there are more than can be counted
local id, most, room = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local own = call('HGET', P .. 'places', id)
local tail = own and tail_of(own)
local priority, ready
if own then priority, ready = tail.priority, tail.ready
else
  local job = call('HMGET', job_key(id), 'e', 's', 'r')
  if not job[1] or job[2] or call('HEXISTS', P .. 'active', id) == 1 then return -1 end
  local _
  _, priority = home(job[1])
  ready = tonumber(job[3])
end
local age = age_ms()
local rank = rank_of(ready, priority, age)

-- Jobs among the first `n` of a lane: where it has blanks, they are looked at.
local function jobs_among(member, n)
  local blanks = tonumber(call('HGET', P .. 'lanes', member .. 'x')) or 0
  if blanks == 0 then return n end
  room = room - n
  if room < 0 then return nil end
  local found = n
  for from = 0, n - 1, 100 do
    local rows = call('LRANGE', P .. 'ready:' .. member, 2 * from, 2 * math.min(from + 100, n) - 1)
    for i = 1, #rows, 2 do if rows[i] == '' then found = found - 1 end end
  end
  return found
end

-- How many elements of a lane became ready before `before`; its jobs lie in the order they became ready.
local function ready_before(member, before)
  local key = P .. 'ready:' .. member
  local low, high = 0, call('LLEN', key) / 2
  while low < high do
    local middle = math.floor((low + high) / 2)
    local at = middle
    local other = call('LINDEX', key, 2 * at)
    while other == '' and at + 1 < high do
      at = at + 1
      other = call('LINDEX', key, 2 * at)
    end
    if other == '' or tail_of(call('HGET', P .. 'places', other)).ready >= before then high = middle else low = at + 1 end
  end
  return low
end

local function lane_ahead(member, lane)
  if own and member == tail.member then return jobs_among(member, index_in_lane(own, member) / 2) end
  -- Strict priorities: a lower lane goes whole.
  if age == 0 and lane < priority then return jobs_among(member, call('LLEN', P .. 'ready:' .. member) / 2) end
  local before = age == 0 and ready or rank - lane * age
  return jobs_among(member, ready_before(member, before))
end

local count = 0
local heads = call('ZRANGE', P .. 'heads', 0, -1, 'WITHSCORES')
for i = 1, #heads, 2 do
  if tonumber(heads[i + 1]) > rank then break end
  local class, lane = string.match(heads[i], '^(%d+):(%w)$')
  local more
  if lane == 'a' then more = call('ZCOUNT', P .. 'again:' .. class, '-inf', '(' .. int(rank))
  else more = lane_ahead(heads[i], tonumber(lane)) end
  if not more then return -1 end
  count = count + more
  if count > most then return -1 end
end
return count
