#allow-oom
-- Removes a bounded number of jobs of one state.
-- ARGV  state letter (w waiting, s scheduled, c completed, d dead, x cancelled, p expired), at most
-- Returns how many were removed; 0 when none is left
local state, most = ARGV[1], tonumber(ARGV[2])
local age = age_ms()
local now = clock()
local ends, ids, waiting = new_ends(), {}, 0

local function take(id, options)
  ids[#ids + 1] = id
  finish_job(ends, now, id, 'x', 0, options or '')
  local gateways = call('HGET', P .. 'watch', id)
  if gateways then
    publish(gateways, 's\n' .. id .. '\n0\n' .. int(now) .. '\ncancelled')
    call('HDEL', P .. 'watch', id)
  end
end

local function take_stored(id)
  local _, options = stored_content(id)
  take(id, options)
end

if state == 'w' then
  local rows = call('ZRANGE', P .. 'heads', 0, -1)
  for i = 1, #rows do
    if #ids >= most then break end
    local class, lane = string.match(rows[i], '^(%d+):(%w)$')
    if lane == 'a' then
      local popped = call('ZPOPMIN', P .. 'again:' .. class, most - #ids)
      for j = 1, #popped, 2 do take_stored(popped[j]) end
    else
      -- Blanks count as well, so that a call stays short.
      local list = call('LRANGE', P .. 'ready:' .. rows[i], 0, 2 * (most - #ids) - 1)
      local asked, taken, before = {}, {}, #ids
      for j = 1, #list / 2 do asked[j] = list[2 * j - 1] end
      local places = get_many(P .. 'places', asked)
      for j = 1, #asked do
        if places[j] then
          take(asked[j], tail_of(places[j]).options)
          taken[#taken + 1] = asked[j]
        end
      end
      each_chunk('HDEL', P .. 'places', taken, 4000)
      shorten_lane(rows[i], #asked, #asked - (#ids - before))
    end
  end
  waiting = -#ids
  for i = 1, #rows do rehead(rows[i], age) end
elseif state == 's' then
  local due = call('ZRANGE', P .. 'scheduled', 0, most - 1)
  for i = 1, #due do take_stored(due[i]) end
  each_chunk('ZREM', P .. 'scheduled', ids, 4000)
else
  ids = call('ZRANGE', P .. LISTS[state], 0, most - 1)
  for i = 1, #ids do
    if state == 'd' then leave_group(ids[i], call('HGET', job_key(ids[i]), 'g')) end
  end
  each_chunk('ZREM', P .. LISTS[state], ids, 4000)
  each_chunk('ZREM', P .. 'retention', ids, 4000)
  ends.gone = ids
end
settle(ends)
if #ids > 0 then
  each_chunk('ZREM', P .. 'expiring', ids, 4000)
  tally(now, { 'w', waiting, 'purged', #ids })
  feed('purged', ids)
end
return #ids
