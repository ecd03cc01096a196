-- release: gives the lease back, so that another takes it at once. Repeating it is harmless.
--
-- keys    lease, state
-- args    epoch, nonce
-- result  {'done' | 'fenced', version, now}
local function release(keys, args)
    local now = now_ms()
    local lease = redis.call('HMGET', keys[1], 'epoch', 'nonce', 'released')
    if lease[1] ~= args[1] or lease[2] ~= args[2] then return answer('fenced', keys[2], now) end
    if lease[3] ~= '1' then
        redis.call('HSET', keys[1], 'released', '1', 'renewed', now, 'until', now)
    end
    return answer('done', keys[2], now)
end

redis.register_function{function_name = prefix .. 'release', callback = release,
                        flags = {'allow-oom'}}
