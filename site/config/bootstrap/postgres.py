"""PostgreSQL's own programs on this machine."""

import re
import shutil
import subprocess
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15


def with_postgis() -> dict[int, Path]:
    """The folders of PostgreSQL's programs by major version, of those versions that have PostGIS and are new enough."""
    found = {}
    for folder in DEBIAN.glob("*/bin"):
        version = folder.parent.name
        control = Path(f"/usr/share/postgresql/{version}/extension/postgis.control")
        if version.isdigit() and int(version) >= OLDEST and control.exists() and (folder / "initdb").exists():
            found[int(version)] = folder
    return found or of_the_path()


def of_the_path() -> dict[int, Path]:
    """The same on a machine that is not Debian: the PostgreSQL whose pg_config is on the PATH."""
    if shutil.which("pg_config") is None:
        return {}
    asked = ["pg_config", "--version", "--bindir", "--sharedir"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.splitlines()
    version = re.search(r"\d+", answer[0]) if len(answer) == len(asked) - 1 else None
    if version is None or int(version.group()) < OLDEST:
        return {}
    complete = Path(answer[2], "extension/postgis.control").exists() and Path(answer[1], "initdb").exists()
    return {int(version.group()): Path(answer[1])} if complete else {}


def newest() -> tuple[int, Path] | None:
    """Version and program folder of the newest PostgreSQL with PostGIS, or None where there is none."""
    found = with_postgis()
    return max(found.items()) if found else None
