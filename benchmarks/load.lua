-- What benchmarks/load.py asks of wrk: addresses in turn, each of another visitor, counted by status.
local threads = {}
function setup(thread) table.insert(threads, thread) end

function init(args)
  paths, visitors, number, statuses = {}, tonumber(args[1]), 0, ""
  counted = {}
  for index = 2, #args do table.insert(paths, args[index]) end
end

function request()
  number = number + 1
  local visitor = number % visitors
  local headers = { ["Accept-Encoding"] = "gzip" }
  headers["X-Real-IP"] = "198.51." .. math.floor(visitor / 250) .. "." .. (1 + visitor % 250)
  return wrk.format("GET", paths[1 + number % #paths], headers)
end

function response(status)
  counted[status] = (counted[status] or 0) + 1
  statuses = ""
  for each, times in pairs(counted) do statuses = statuses .. " " .. each .. "=" .. times end
end

function done(summary, latency)
  io.write("RESULT seconds=", summary.duration / 1e6, " p50=", latency:percentile(50) / 1e3,
    " p95=", latency:percentile(95) / 1e3, " errors=", summary.errors.connect
    + summary.errors.read + summary.errors.write + summary.errors.timeout)
  for _, thread in ipairs(threads) do io.write(thread:get("statuses")) end
  io.write("\n")
end
