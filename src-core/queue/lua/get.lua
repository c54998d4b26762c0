#readonly
-- Everything known of one job.
-- ARGV  id
-- Returns nil, or {hash fields, claim text or '', payload or '', options or '', result or '', class definition, due ms or '',
--   error log (list of attempt, JSON)}
local id = ARGV[1]
local key = job_key(id)
local fields = call('HGETALL', key)
local claim = call('HGET', P .. 'active', id) or ''
local place = call('HGET', P .. 'places', id)
if #fields == 0 and claim == '' and not place then return nil end
local e, s
for i = 1, #fields, 2 do
  if fields[i] == 'e' then e = fields[i + 1] elseif fields[i] == 's' then s = fields[i + 1] end
end
-- A job on its first attempt has no record of its own yet.
local function told(where)
  if not e then
    e = where.member
    fields[#fields + 1], fields[#fields + 2] = 'e', e
  end
  fields[#fields + 1], fields[#fields + 2] = 'r', int(where.ready)
end
local payload, options
if claim ~= '' then
  local _, c = parse_claim(claim)
  told(c)
  payload, options = running_content(id, c.options)
elseif place then
  local tail = tail_of(place)
  told(tail)
  payload = call('LINDEX', P .. 'ready:' .. tail.member, index_in_lane(place, tail.member) + 1)
  options = tail.options
else payload, options = stored_content(id) end
local class = home(e)
local result = (s == 'c' or s == 'd') and call('GET', key .. '#result') or ''
local due = s == 's' and call('ZSCORE', P .. 'scheduled', id) or ''
local errors = {}
if call('EXISTS', key .. '#log') == 1 then
  local rows = call('XRANGE', key .. '#log', '-', '+')
  for i = 1, #rows do
    local f = rows[i][2]
    if f[2] == 'error' then errors[#errors + 1] = f[4] errors[#errors + 1] = f[6] end
  end
end
return { fields, claim, payload or '', options or '', result or '', call('HGET', P .. 'classes', class) or '{}', due or '',
  errors }
