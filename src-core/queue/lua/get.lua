#readonly
-- Everything known of one job.
-- ARGV  id
-- Returns nil, or {hash fields, claim text or '', payload or '', options or '', result or '', class definition, due ms or '',
--   error log (list of attempt, JSON)}
local id = ARGV[1]
local key = job_key(id)
local fields = call('HGETALL', key)
if #fields == 0 then return nil end
local e, s
for i = 1, #fields, 2 do
  if fields[i] == 'e' then e = fields[i + 1] elseif fields[i] == 's' then s = fields[i + 1] end
end
local class, _, entry, member = place(e)
local claim = call('HGET', P .. 'active', id) or ''
local payload, options
if claim ~= '' then
  local _, c = parse_claim(claim)
  payload, options = running_content(id, c.options)
elseif s then payload, options = stored_content(id)
else payload, options = waiting_content(id, member, entry) end
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
