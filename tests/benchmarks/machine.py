"""The machine that measured, in words that give nothing away: no paths, no host names."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

GIB = 1024**3


def describe_machine() -> dict[str, str | int | float]:
    """Cores, memory, CPU, Python, and how busy it was when the measuring began."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB, 1),
        "architecture": platform.machine(),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load_at_start": round(os.getloadavg()[0], 1),
        "day": time.strftime("%Y-%m-%d"),
    }


def machine_sentence(machine: dict[str, str | int | float]) -> str:
    processor = f" ({machine['processor']})" if machine["processor"] else ""
    return (
        f"{machine['cores']} cores{processor}, {machine['memory_gib']} GiB of memory, {machine['system']} on"
        f" {machine['architecture']}, Python {machine['python']}, measured {machine['day']}; load of the machine when the"
        f" measuring began: {machine['load_at_start']}."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else ""
