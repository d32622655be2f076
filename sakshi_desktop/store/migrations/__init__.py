"""How a database came to its shape, one revision after the other.

A revision that only adds, so that older programs can go on, keeps their shape in the shared setting ``min_program``
(the JSON text ``"0004"``); one that takes away or changes a meaning sets it to its own.
"""
