"""A program that masks what imports left out and kills itself, without a word, before a statement that writes.

python -m tests.jobs.masking ADDRESS POINT
"""

import sys

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.jobs.imports import masking
from sakshi_desktop.store.database import Database
from tests.dying import die_at


def main(address, point):
    database = Database(address)
    die_at(point, database, counted=("INSERT", "UPDATE"))
    while True:
        with database.begin() as session:
            if not masking.mask_some(session, at=utc_now(), piece=2):
                break


if __name__ == "__main__":
    main(*sys.argv[1:])
