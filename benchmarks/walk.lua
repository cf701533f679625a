-- Asks for one line of a file after the other, from a given line on, and around.
-- A line is a path; what follows a tab is the body of a POST.

local requests = {}
local place = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, body = line:match("^([^\t]*)\t(.*)$")
    if path then
      requests[#requests + 1] = wrk.format("POST", path, nil, body)
    else
      requests[#requests + 1] = wrk.format("GET", line)
    end
  end
  place = tonumber(arguments[2]) % #requests
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"answers":%d,"microseconds":%d,"bytes":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout
  ))
end
