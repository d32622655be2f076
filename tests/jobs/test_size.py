import json
import os
import subprocess
import sys

import pytest

LINES = 200_000
MEGABYTE = 1024 if sys.platform == "linux" else 1 << 20  # ru_maxrss counts in KB, on macOS in bytes


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the peak of a process is told by POSIX alone")
def test_a_large_import_stays_within_300_megabytes(address, tmp_path):
    file = tmp_path / "large.csv"
    with file.open("w", encoding="utf-8") as target:
        target.write("Order ID,Date,Time,Store,Item,Quantity,Price,Total,Customer Phone\n")
        target.writelines(
            f"L-{n // 2},2026-{n // 2 % 12 + 1:02}-{n % 28 + 1:02},{n % 14 + 8:02}:30:00,Outlet {n // 2 % 9},"
            f"Item {n % 60},1,{n % 90 + 10},{n % 90 + 10},98{n // 2 % 30_000:08}\n"
            for n in range(LINES)
        )
    words = ["--database", address.replace("+psycopg", ""), "import", file, "--yes", "--json"]
    with (tmp_path / "said").open("w+") as said:
        running = subprocess.Popen([sys.executable, "-m", "sakshi_desktop", *words], stdout=said)
        _pid, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        outcome = json.load(said)
    assert (running.returncode, outcome["lines"], outcome["bad_rows"]) == (0, LINES, 0)
    assert used.ru_maxrss / MEGABYTE < 300
