#allow-oom
-- Puts dead jobs away: out of `dead` and their error group into `discarded`, from where `restore` brings them back until
-- the leader removes them.
-- ARGV  when they are removed (epoch ms; the same for all jobs of one act, and so its name), who, then ids
-- Returns for each id: 'a' put away, 's' not dead, '' no such job
local now = clock()
local out, moved, scores = {}, {}, {}
for i = 3, #ARGV do
  local id = ARGV[i]
  local job = call('HMGET', job_key(id), 'e', 's', 'g')
  if not job[1] then out[#out + 1] = ''
  elseif job[2] ~= 'd' or call('ZREM', P .. 'dead', id) == 0 then out[#out + 1] = 's'
  else
    leave_group(id, job[3])
    scores[#scores + 1] = ARGV[1]
    scores[#scores + 1] = id
    moved[#moved + 1] = id
    out[#out + 1] = 'a'
  end
end
if #moved > 0 then
  each_chunk('ZADD', P .. 'discarded', scores, 4000)
  tally(now, { 'w', 0, 'discarded', #moved })
  feed('discarded', moved, ARGV[2])
  due_at(tonumber(ARGV[1]))
end
return out
