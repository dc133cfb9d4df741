"""The one room for the bytes of requests."""

from __future__ import annotations

import pytest

from gateway.room import Room
from gateway.service import NotAdmitted


def test_what_was_taken_is_given_back_and_a_lone_request_fits_whatever_its_size() -> None:
    room = Room(100)
    with room.share() as first:
        first.cover(150)
        first.cover(20)
        with pytest.raises(NotAdmitted), room.share(1):
            pass
        assert room.held == 150
    assert room.held == 0


def test_a_share_that_gives_back_makes_room_for_others() -> None:
    room = Room(100)
    with room.share(60) as first:
        first.give_back(40)
        with room.share(80):
            assert room.held == 100
    assert room.held == 0
