"""How a program that is run as a process of its own kills itself, without a word, at a chosen point."""

import os
import signal

from sqlalchemy import event


def die():
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows calls it so, and is as hard


def die_at(point, database, *, counted=""):
    """Let this program die at a point of what its database is told, and return the list of the statements so far.

    Args:
        point: the number of a statement (it dies before it), or ``commit``; at any other word it lives.
        counted: what a statement that counts begins with; every one does where nothing is said.
    """
    said = []

    def count(connection, cursor, statement, *rest):
        if statement.startswith(counted):
            said.append(statement)
            if str(len(said)) == point:
                die()

    def commit(connection):
        if point == "commit":
            die()

    event.listen(database.writer, "before_cursor_execute", count)
    event.listen(database.writer, "commit", commit)
    return said
