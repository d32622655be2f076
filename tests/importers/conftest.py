import pytest

from tests.importers.fixtures import sold, write_csv


@pytest.fixture
def read(tmp_path):
    """Reads a table of sales as an import does, by what a person chose if anything."""
    return lambda rows, **options: sold(write_csv(tmp_path / "sales.csv", rows), **options)
