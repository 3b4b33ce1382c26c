/** What Redis runs, each alone and as a whole. */

/**
 * KEYS values, index, fence, sequence; ARGV term or '', the last sequence number that the caller knows or '', then triples. Answers
 * `ok` and the number of this write; `fenced` and the later term that has written; or `lost` and a number below the known one: Redis was
 * emptied, or has gone back to an older state.
 */
export const writeScript = `
local values, index, fence, sequence = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local term = tonumber(ARGV[1])
local number = tonumber(redis.call('GET', sequence) or '0')
if ARGV[2] ~= '' and number < tonumber(ARGV[2]) then return {'lost', number} end
if term then
  local known = tonumber(redis.call('GET', fence) or '0')
  if known > term then return {'fenced', known} end
  if known < term then redis.call('SET', fence, ARGV[1]) end
end
for i = 3, #ARGV, 3 do
  local what, key, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if what == 'put' then
    redis.call('HSET', values, key, value)
    redis.call('ZADD', index, 0, key)
  elseif what == 'delete' then
    redis.call('HDEL', values, key)
    redis.call('ZREM', index, key)
  else
    for _, found in ipairs(redis.call('ZRANGEBYLEX', index, key, value)) do
      redis.call('HDEL', values, found)
    end
    redis.call('ZREMRANGEBYLEX', index, key, value)
  end
end
return {'ok', redis.call('INCR', sequence)}
`;

/** KEYS index, values; ARGV from, to, limit. Answers key, value, key, value, ... in byte order. */
export const listScript = `
local reply = {}
for _, key in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])) do
  reply[#reply + 1] = key
  reply[#reply + 1] = redis.call('HGET', KEYS[2], key)
end
return reply
`;

/** KEYS schema; ARGV our version. Answers the version that is there, ours when there was none. */
export const schemaScript = `
local known = redis.call('GET', KEYS[1])
if known then return known end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
`;
