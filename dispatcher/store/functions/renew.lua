-- renew: prolongs the lease by ttl from now. An expired lease that nobody took is still its holder's.
--
-- keys    lease, state
-- args    epoch, nonce, ttl in ms, serving ('1' or '0')
-- result  {'done' | 'fenced', version, now}
local function renew(keys, args)
    local now = now_ms()
    if not holds(keys[1], args[1], args[2]) then return answer('fenced', keys[2], now) end
    prolong(keys[1], now, tonumber(args[3]), args[4])
    return answer('done', keys[2], now)
end

redis.register_function{function_name = prefix .. 'renew', callback = renew, flags = {'allow-oom'}}
