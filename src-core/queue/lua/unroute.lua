#allow-oom
-- Forgets by which gateway workers are reached, unless another one has them now.
-- ARGV  gateway, then worker for each
-- Returns for each worker: 1 forgotten, 0 not ours
local out, ours, workers = {}, {}, {}
for i = 2, #ARGV do workers[i - 1] = ARGV[i] end
local routes = get_many(P .. 'routes', workers)
for i = 1, #workers do
  out[i] = routes[i] == ARGV[1] and 1 or 0
  if out[i] == 1 then ours[#ours + 1] = workers[i] end
end
each_chunk('HDEL', P .. 'routes', ours, 4000)
return out
