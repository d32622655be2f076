"""Small files of sales with invented names and amounts, and what an import makes of them."""

import csv
import gzip
import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import openpyxl

from sakshi_desktop import importers
from sakshi_desktop.importers.types import SaleKind

TODAY = datetime(2026, 6, 15, 12, tzinfo=UTC)
TABLE = [
    ["Bill No", "Date", "Item", "Qty", "Price"],
    ["7", "2026-03-14", "Filter Coffee", "2", "45.50"],
    ["7", "2026-03-14", "Masala Dosa", "1", "120"],
    ["8", "2026-03-15", "Filter Coffee", "1", "45.50"],
]


def clock():
    return TODAY


@dataclass
class Sold:
    """Everything that an import of one file yields."""

    recognition: object
    headers: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    bad: list = field(default_factory=list)
    skipped: Counter = field(default_factory=Counter)

    def of(self, kind):
        return [header for header in self.headers if header.kind is kind]

    @property
    def orders(self):
        return self.of(SaleKind.ORDER)

    @property
    def refunds(self):
        return self.of(SaleKind.REFUND)

    def lines_of(self, header):
        return [line for line in self.lines if line.ordinal == header.ordinal]

    def net(self, header):
        return (
            header.net_paise if header.net_paise is not None else sum(line.net_paise for line in self.lines_of(header))
        )

    @property
    def revenue(self):
        nets = Counter()
        for line in self.lines:
            nets[line.ordinal] += line.net_paise
        worth = {
            header.ordinal: nets[header.ordinal] if header.net_paise is None else header.net_paise
            for header in self.headers
        }
        return sum(worth[header.ordinal] * (1 if header.kind is SaleKind.ORDER else -1) for header in self.headers)

    @property
    def keys(self):
        return {(header.location, header.series, header.external_id) for header in self.headers}

    def content(self, header):
        return header.content + sum(line.content for line in self.lines_of(header))


def sold(path, **options):
    recognition = importers.recognise(path, clock=options.pop("clock", clock), **options)
    result = Sold(recognition)
    for batch in importers.read(recognition):
        result.headers += batch.headers
        result.lines += batch.lines
        result.bad += batch.bad
        result.skipped.update(batch.skipped)
    return result


def as_csv(rows, *, delimiter=",", newline="\r\n", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return text.getvalue()


def write_csv(path, rows, *, encoding="utf-8", **how):
    path.write_bytes(as_csv(rows, **how).encode(encoding))
    return path


def write_gz(path, rows):
    path.write_bytes(gzip.compress(as_csv(rows).encode()))
    return path


def days_of(source, days, path):
    """Write the header and the lines of some days of a packed file, whose cells hold no line breaks."""
    with (
        gzip.open(source, "rt", encoding="utf-8") as lines,
        gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as kept,
    ):
        kept.write(next(lines))
        kept.writelines(line for line in lines if any(f",{day} " in line for day in days))
    return path


def write_zip(path, tables):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tables.items():
            archive.writestr(name, content if isinstance(content, bytes) else as_csv(content).encode())
    return path


def write_xlsx(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def table(columns, *rows):
    """Rows given as dicts under the columns of an export; what a row does not say is blank."""
    return [list(columns), *[[row.get(name, "") for name in columns] for row in rows]]
