#readonly
-- Everything known of one job.
-- ARGV  id
-- Returns nil, or {hash fields, claim text or '', payload or '', options or '', result or '', class definition, due ms or '',
--   error log (list of attempt, JSON)}
local id = ARGV[1]
local fields, claim, payload, options, result, class, due = known_of(id)
if not fields then return nil end
return { fields, claim, payload, options, result, call('HGET', P .. 'classes', class) or '{}', due, (errors_of(id)) }
