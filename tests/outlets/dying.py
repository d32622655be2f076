"""A program that lets the day of a location begin at another time and kills itself, without a word, at a chosen point.

    python -m tests.outlets.dying ADDRESS LOCATION POINT

POINT is the number of a statement that writes (it dies before it), or ``commit``.
"""

import sys

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.outlets import locations
from sakshi_desktop.store.database import Database
from tests.dying import die_at


def main(address, location, point):
    database = Database(address)
    said = die_at(point, database, counted=("INSERT", "UPDATE", "DELETE"))
    with database.begin() as session:
        seen = locations.get(session, int(location))
        locations.save(session, seen, {"cutoff": "06:00"}, by=THIS_PC)
    print(len(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
