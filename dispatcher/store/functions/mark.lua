-- mark: notes the command that is about to be tried alone; the next commit removes the note.
--
-- keys    lease, state
-- args    epoch, nonce, mark
-- result  {'done' | 'fenced', version, now}
local function mark(keys, args)
    local now = now_ms()
    if not holds(keys[1], args[1], args[2]) then return answer('fenced', keys[2], now) end
    redis.call('HSET', keys[2], 'mark', args[3])
    return answer('done', keys[2], now)
end

redis.register_function{function_name = prefix .. 'mark', callback = mark, flags = {'allow-oom'}}
