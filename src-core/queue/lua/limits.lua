#allow-oom
-- Sets or clears limits of the queue, pauses or resumes it, and wakes the workers the change may concern.
-- ARGV  pairs of field, value ('' clears): paused, concurrency, rate, window, cap, age, keep
local re_rank = false
for i = 1, #ARGV, 2 do
  if ARGV[i + 1] == '' then call('HDEL', P .. 'limits', ARGV[i]) else call('HSET', P .. 'limits', ARGV[i], ARGV[i + 1]) end
  if ARGV[i] == 'age' then re_rank = true end
end
local rows = call('ZRANGE', P .. 'heads', 0, -1)
local age = age_ms()
for i = 1, #rows do
  local class, lane = string.match(rows[i], '^(%d+):(%w)$')
  if re_rank then
    if lane == 'a' then
      local ids = call('ZRANGE', P .. 'again:' .. class, 0, -1)
      for j = 1, #ids do
        local job = call('HMGET', job_key(ids[j]), 'e', 'r')
        local _, priority = home(job[1])
        call('ZADD', P .. 'again:' .. class, rank_of(tonumber(job[2]), priority, age), ids[j])
      end
    end
    rehead(rows[i], age)
  end
  arm(class)
end
return 1
