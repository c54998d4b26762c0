#readonly
-- What is known of running jobs whose workers have come back, each by its fence.
-- ARGV  id, fence for each job
-- Returns for each job: 'x' it was cancelled, 'l' another attempt has it or it is over, else
--   {worker, attempt, ms it has run, options, chunks of this attempt}
local now = clock()
local out = {}

local function chunks_of(id, attempt)
  local last = call('XREVRANGE', job_key(id) .. '#out', '+', '-', 'COUNT', 1)[1]
  local of, seq = string.match(last and last[1] or '', '^(%d+)-(%d+)$')
  return of == attempt and tonumber(seq) or 0
end

for i = 1, #ARGV, 2 do
  local id, fence, c = ARGV[i], nil, nil
  local text = call('HGET', P .. 'active', id)
  if text then fence, c = parse_claim(text) end
  if fence == ARGV[i + 1] then
    out[#out + 1] = { c.worker, c.attempt, now - c.start, c.options, chunks_of(id, int(c.attempt)) }
  else
    out[#out + 1] = call('HGET', job_key(id), 's') == 'x' and 'x' or 'l'
  end
end
return out
