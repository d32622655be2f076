"""Copies of databases that were prepared once: a file, or on a server a copy of a template."""

import shutil


def copied(request, place, *, file, server, template):
    """Yield the address of a copy, of the kind that the fixture is asked for; what is on a server is dropped then.

    Args:
        place: where the file goes.
        file: the fixture that prepares it.
        server: the fixture that prepares ``template`` on a server.
    """
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue(file), place)
        yield f"sqlite:///{place}"
        return
    there = request.getfixturevalue(server)
    name = there.create(template=template)
    yield there.url(name)
    there.drop(name)
