"""Time zones as people write them: by name, by offset, by abbreviation; never guessed."""

import contextlib
import datetime
import re
import unicodedata
import zoneinfo

import dateutil.parser
from traitlets.config import Application

#: Hours from UTC of the abbreviations that mean one zone only.
ABBREVIATIONS = {
    **{"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3},
    **{"MSK": 3, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11},
    **{"NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6},
    **{"PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10},
}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_DAYS_END = re.compile(r"(?<![0-9:])24:00(?::00)?(?![0-9:])")
_JAPANESE = (
    ("年", "-"),
    ("月", "-"),
    ("日本時間", " JST"),
    ("日", " "),
    ("時", ":"),
    ("分", ""),
)
_ZONE = re.compile(
    r"\s*(?P<zone>(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z][A-Za-z_]*(?:/[A-Za-z0-9_+/-]+)?)$"
)


def zone_of(name: str) -> datetime.tzinfo:
    """Return a time zone.

    Parameters
    ----------
    name : str
        Such as ``Asia/Tokyo``, ``+09:00``, ``UTC+9`` or ``JST``.

    Returns
    -------
    datetime.tzinfo

    Raises
    ------
    ValueError
        If it is unknown, or an abbreviation that means several zones.
    """
    offset = _OFFSET.fullmatch(name)
    if offset:
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if hours > 14 or minutes > 59:
            raise ValueError(f"unknown time zone {name!r}; the largest offset is +14:00")
        delta = datetime.timedelta(hours=hours, minutes=minutes)
        return datetime.timezone(-delta if offset[1] == "-" else delta)
    if name.upper() in ABBREVIATIONS:
        return datetime.timezone(datetime.timedelta(hours=ABBREVIATIONS[name.upper()]))
    try:
        if "/" in name:
            return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise ValueError(f"unknown time zone {name!r}; expected one such as Asia/Tokyo, +09:00 or JST")


def parse_utc(
    text: str | datetime.datetime | None, zone: str | None = None
) -> datetime.datetime | None:
    """Do what nbgrader's function of this name does, but never take an unknown zone for UTC.

    Parameters
    ----------
    text : str or datetime.datetime or None
        A time such as ``2026-11-20 17:00 JST``; without a zone it is in UTC, as nbgrader has it.
    zone : str, optional
        The zone that abbreviations which several zones have are looked for in, such as
        ``Asia/Kolkata`` for IST; by default the exchange's in the configuration of the command
        that runs (``c.Exchange.timezone``), with which nbgrader writes times.

    Returns
    -------
    datetime.datetime or None
        In UTC, without a zone.

    Raises
    ------
    ValueError
        If it is not a time, or its zone is unknown.
    """
    if text is None:
        return None
    time = _parsed(text, zone) if isinstance(text, str) else text
    if time.tzinfo is not None:
        time = time.astimezone(datetime.UTC).replace(tzinfo=None)
    return time


def _parsed(text: str, exchange: str | None) -> datetime.datetime:
    text = _plain(text)
    match = _ZONE.search(text)
    if match:
        before, zone = text[: match.start()], match["zone"]
        # Behind a clock time, so not the day of 2026-11-20 or the name of a month; not AM or PM.
        is_zone = ":" in before or "/" in zone or zone.upper() in ABBREVIATIONS
        if is_zone and zone.upper() not in ("AM", "PM"):
            return _in_zone(_with_midnight(before), zone, exchange)
    return _with_midnight(text)


def _in_zone(time: datetime.datetime, zone: str, exchange: str | None) -> datetime.datetime:
    """Give a time its zone; the exchange's where that is called so at this time."""
    try:
        return time.replace(tzinfo=zone_of(zone))
    except ValueError:
        with contextlib.suppress(ValueError):
            local = time.replace(
                tzinfo=zone_of(_zone_of_exchange() if exchange is None else exchange)
            )
            if local.tzname() == zone:
                return local
        raise


def _zone_of_exchange() -> str:
    """Return ``c.Exchange.timezone`` of the command that runs; empty where nothing says it."""
    if not Application.initialized():
        return ""
    return str(Application.instance().config.get("Exchange", {}).get("timezone", ""))


def _with_midnight(text: str) -> datetime.datetime:
    """Read a time; 24:00 is the end of the day."""
    ends_day = _DAYS_END.search(text)
    if ends_day:
        text = f"{text[: ends_day.start()]}00:00{text[ends_day.end() :]}"

    def zone_within(name: str | None, offset: int | None) -> datetime.tzinfo | None:
        # dateutil would take a name that it does not know for no zone at all.
        if name is not None and offset is None:
            return zone_of(name)
        return None if offset is None else datetime.timezone(datetime.timedelta(seconds=offset))

    time = dateutil.parser.parse(text, tzinfos=zone_within)
    return time + datetime.timedelta(days=1) if ends_day else time


def _plain(text: str) -> str:
    """Return a time as it is written in English: full-width digits, Japanese dates."""
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if "年" in text or "時" in text:
        for word, mark in _JAPANESE:
            text = text.replace(word, mark)
    return text.replace("日本時間", " JST").replace("(JST)", " JST")


def replace_parse_utc() -> None:
    """Let nbgrader's commands read times with `parse_utc`."""
    import nbgrader.apps.api
    import nbgrader.coursedir
    import nbgrader.exchange.default.collect
    import nbgrader.utils

    for module in (
        nbgrader.utils,
        nbgrader.coursedir,
        nbgrader.apps.api,
        nbgrader.exchange.default.collect,
    ):
        module.parse_utc = parse_utc
