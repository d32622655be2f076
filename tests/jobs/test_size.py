import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

LINES, MOST = 60_000, 200
"""Of a file, and of megabytes: a kilobyte more a line would be beyond it. The benchmark imports a million lines."""
STATUS = Path("/proc/self/status")
IMPORT_AND_TELL = f"""
import sys
from sakshi_desktop.cli import main
code = main(sys.argv[1:])
print(open("{STATUS}").read(), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.slow
@pytest.mark.skipif(not STATUS.exists(), reason="the peak of a process's own memory is told by Linux alone")
def test_a_large_import_stays_within_200_megabytes(address, tmp_path):
    file = tmp_path / "large.csv"
    with file.open("w", encoding="utf-8") as target:
        target.write("Order ID,Date,Time,Store,Item,Quantity,Price,Total,Customer Phone\n")
        target.writelines(
            f"L-{n // 2},2026-{n // 2 % 12 + 1:02}-{n % 28 + 1:02},{n % 14 + 8:02}:30:00,Outlet {n // 2 % 9},"
            f"Item {n % 60},1,{n % 90 + 10},{n % 90 + 10},98{n // 2 % 30_000:08}\n"
            for n in range(LINES)
        )
    words = ["--database", address.replace("+psycopg", ""), "import", file, "--yes", "--json"]
    done = subprocess.run([sys.executable, "-c", IMPORT_AND_TELL, *words], capture_output=True, text=True, check=True)
    outcome = json.loads(done.stdout)
    assert (outcome["lines"], outcome["bad_rows"]) == (LINES, 0)
    assert int(re.search(r"VmHWM:\s+(\d+) kB", done.stderr)[1]) / 1024 < MOST
