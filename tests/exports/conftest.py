"""A folder that was read, for the tests of the cache."""

from __future__ import annotations

import random
import shutil

import pytest

from tests.exports.kept_shop import FEW, settle
from tests.exports.same_shop import uncached
from tests.reference.files import write
from tests.reference.shops import random_shop
from xlcs.exports.folder import read_folder


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder that was read, and the shop that reading without a cache gives."""
    whole = tmp_path_factory.mktemp("data") / "whole"
    write(random_shop(random.Random(7), FEW), whole, random.Random(7))
    settle(whole)
    expected = uncached(whole, whole.parent / "beside")
    read_folder(whole)
    return whole, expected


@pytest.fixture
def folder(data, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(data[0], copy)  # with the files' times
    return copy


@pytest.fixture
def expected(data):
    return data[1]
