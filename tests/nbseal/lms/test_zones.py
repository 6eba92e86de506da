"""Times with zones as teachers write them."""

import datetime

import pytest
from nbgrader.api import Gradebook
from nbseal.lms.zones import parse_utc

from tests.nbseal.small_course import SmallCourse, submit


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        *(("2026-11-20 17:00 JST", 8), ("2026-11-20 17:00 Asia/Tokyo", 8)),
        *(("2026-11-20 17:00 +0900", 8), ("2026-11-20 17:00+09:00", 8)),
        *(("2026-11-20 17:00 UTC+9", 8), ("2026-11-20 17:00 +9", 8)),
        *(("2026-11-20T17:00:00Z", 17), ("2026-11-20 17:00 UTC", 17), ("2026-11-20 17:00", 17)),
        *(("2026-11-20 12:00 EST", 17), ("2026-11-20 05:00 PM", 17)),
        *(("Nov 20, 2026 5:00 PM JST", 8), ("2026-11-20 17:00:00.500000 UTC", 17)),
        *(("2026-11-20 14:00 -03:00", 17), ("2026-07-01 17:00 Europe/Paris", 15)),
        ("2026-07-01 17:00 CEST", 15),
        *(("Fri Nov 20 17:00:00 JST 2026", 8), ("Fri, 20 Nov 2026 17:00:00 +0900", 8)),
        *(("2026年11月20日 17:00 JST", 8), ("2026年11月20日17時00分 日本時間", 8)),
        *(("２０２６-11-20 17：00 (JST)", 8), ("Nov 20 2026 5pm JST", 8), ("2026-11-20 JST", 15)),
        *(("2026-11-20 24:00 JST", 15), ("2026-11-20 17:00\u221205:00", 22)),
    ],
)
def test_a_zone_is_what_it_says(text, hour):
    time = parse_utc(text)
    assert (time.hour, time.minute, time.tzinfo) == (hour, 0, None)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-20 17:00 IST", "2026-11-20 17:00 XYZ", "2026-11-20 17:00 Asia/Tokio"),
        *("Fri Nov 20 17:00:00 IST 2026", "Nov 20 2026 5pm XYZ"),
        *("2026-11-20 17:00 +99:00", "2026-11-20 17:00 BST", "2026-11-20 17:00 CST"),
    ],
)
def test_a_doubtful_zone_is_refused(text):
    with pytest.raises(ValueError, match=r"unknown time zone .*expected one such as|offset is"):
        parse_utc(text)


def test_a_day_ends_at_24_00():
    assert parse_utc("2026-11-30 24:00") == datetime.datetime(2026, 12, 1)


def test_what_is_a_time_already_stays():
    zone = datetime.timezone(datetime.timedelta(hours=9))
    assert parse_utc(datetime.datetime(2026, 11, 20, 17, tzinfo=zone)).hour == 8
    assert parse_utc(datetime.datetime(2026, 11, 20, 17)).hour == 17
    assert parse_utc(None) is None


def test_an_abbreviation_of_several_zones_is_the_exchanges():
    assert parse_utc("2026-11-20 17:00 IST", "Asia/Kolkata") == datetime.datetime(
        2026, 11, 20, 11, 30
    )
    assert parse_utc("2026-11-20 17:00 CST", "America/Chicago").hour == 23
    assert parse_utc("2026-11-20 17:00 JST", "Asia/Kolkata").hour == 8
    for zone in ("Asia/Tokyo", "nowhere", ""):
        with pytest.raises(ValueError, match="unknown time zone 'IST'"):
            parse_utc("2026-11-20 17:00 IST", zone)


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Asia/Kolkata", "17:30:00.000000 IST"), ("Asia/Tokyo", "21:00:00.000000 JST")],
)
def test_nbgrader_collects_what_it_wrote_in_the_exchanges_zone(tmp_path, zone, said):
    course = SmallCourse(tmp_path)
    with open(tmp_path / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(f"c.Exchange.timezone = {zone!r}\n")
    submit(course, "s1", when=f"2026-11-20 {said}")
    assert "Collecting submission" in course.nbgrader("collect", "hw")
    course.nbgrader("autograde", "hw")
    with Gradebook(course.url(), "small") as gradebook:
        (row,) = gradebook.assignment_submissions("hw")
        assert row.timestamp == datetime.datetime(2026, 11, 20, 12)
