"""As many visitors at once as a small server bears: wrk, for some seconds, with random questions."""

import re
import shutil
import subprocess
from pathlib import Path

SCRIPT = """
local paths = {}
for path in io.lines("@PATHS@") do paths[#paths + 1] = path end
local number = 0
request = function()
  number = number % #paths + 1
  return wrk.format("GET", paths[number], {["X-Forwarded-Proto"] = "https"})
end
"""
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


def storm(port: int, paths: list[str], folder: Path, *, seconds: int, visitors: int) -> dict[str, float] | None:
    """Requests a second, the 99th percentile in milliseconds, answers other than 2xx and 3xx; None without wrk."""
    if shutil.which("wrk") is None:
        return None
    listed, script = folder / "paths", folder / "paths.lua"
    listed.write_text("\n".join(paths))
    script.write_text(SCRIPT.replace("@PATHS@", str(listed)))
    command = ["wrk", "-t1", f"-c{visitors}", f"-d{seconds}s", "--latency", "--timeout", "20s", "-s", str(script)]
    said = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True).stdout
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", said)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return {
        "per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        "p99": float(slow[1]) * UNITS[slow[2]],
        "wrong": int(wrong[1]) if wrong else 0,
    }
