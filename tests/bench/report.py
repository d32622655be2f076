"""How fast pages of a report are drawn, beside reportlab's own tables with the same cells."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, SimpleDocTemplate, Table

from sakshi_desktop.core import paths
from sakshi_desktop.reports import locations, monthly
from sakshi_desktop.reports.page import Flow
from tests.bench import harness
from tests.reports.samples import material

LOCATIONS = 500
CHUNK = 40


def run(quick):
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder), runs=3 if quick else 9)


def _measure(folder, runs):
    sample = material(locations=LOCATIONS, advice=100)
    pages = monthly.print_out(sample, folder / "warm.pdf")
    cells = _cells(sample)
    name = "Inter-plain"
    pdfmetrics.registerFont(TTFont(name, str(paths.resources() / "fonts" / "Inter-Regular.ttf")))
    took = harness.interleaved(
        {
            "ours": lambda: monthly.print_out(sample, folder / "ours.pdf"),
            "chunks": lambda: _platypus(folder / "chunks.pdf", cells, name, CHUNK),
            "long": lambda: _platypus(folder / "long.pdf", cells, name, None),
        },
        runs=runs,
    )
    speed = pages / took["ours"]
    worked = statistics.median(_processor(sample, folder) for _ in range(runs))
    return {
        "figures": {
            "locations": LOCATIONS,
            "pages": pages,
            "pages a second": speed,
            "pages a second of processor time": pages / worked,
            "seconds, reportlab tables of 40 rows": took["chunks"],
            "seconds, one reportlab LongTable": took["long"],
            "kilobytes": (folder / "ours.pdf").stat().st_size // 1024,
        },
        "ratios": [
            harness.Ratio("seconds of processor for 100 pages", 100 * worked / pages, 1.0, 0.5, "s"),
            harness.Ratio("against reportlab tables of 40 rows", took["ours"] / took["chunks"], 1.0, 0.5),
            harness.Ratio("against one reportlab LongTable", took["ours"] / took["long"], 1.0, 0.5),
        ],
    }


def _processor(sample, folder):
    """Return the seconds of processor that one report takes: what else the machine does is not counted."""
    start = time.process_time()
    monthly.print_out(sample, folder / "ours.pdf")
    return time.process_time() - start


def _cells(sample):
    flow = Flow()
    locations.put(flow, sample.comparison)
    parts = [placed.block for page in flow.pages for placed in page if hasattr(placed.block, "table")]
    return [
        [["\n".join(text for text, _ in cell) for cell in row] for row, _ in table.fitted]
        for table in {id(part.table): part.table for part in parts}.values()
    ]


def _platypus(file, tables, font, chunk):
    story = []
    for rows in tables:
        step = chunk or len(rows)
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            style = [("FONT", (0, 0), (-1, -1), font, 7)]
            story.append(
                Table(some, rowHeights=[24] * len(some), style=style) if chunk else LongTable(some, style=style)
            )
    SimpleDocTemplate(str(file), pagesize=A4).build(story)


if __name__ == "__main__":
    sys.exit(harness.main("report", run))
