"""The `type` column of an XLSForm: what is meant, in whatever spelling."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from consultation.terms import Kind

KINDS_OF: Mapping[str, Kind] = {
    "text": Kind.SHORT_TEXT, "integer": Kind.NUMBER, "decimal": Kind.NUMBER, "range": Kind.SCALE,
    "select_one": Kind.ONE_CHOICE, "select_multiple": Kind.SEVERAL_CHOICES, "rank": Kind.RANKING,
    "select_one_from_file": Kind.ONE_CHOICE, "select_multiple_from_file": Kind.SEVERAL_CHOICES,
    "select_one_external": Kind.ONE_CHOICE,
    "note": Kind.NOTE, "date": Kind.DATE, "time": Kind.TIME, "dateTime": Kind.DATE_TIME,
    "image": Kind.PHOTO, "audio": Kind.VOICE, "video": Kind.FILE, "file": Kind.FILE, "geopoint": Kind.POSITION,
    "barcode": Kind.SHORT_TEXT, "acknowledge": Kind.ACKNOWLEDGEMENT, "trigger": Kind.ACKNOWLEDGEMENT,
    "calculate": Kind.CALCULATION, "hidden": Kind.HIDDEN,
}  # fmt: skip
LEFT_OUT = frozenset(
    {
        "start", "end", "today", "deviceid", "username", "email", "phonenumber", "simserial", "subscriberid",
        "start-geopoint", "audit", "background-audio", "background-geopoint",
    }
)  # fmt: skip
"""What a phone would tell of its owner: never collected here."""
NOT_ASKED = frozenset({"geotrace", "geoshape", "osm", "csv-external", "xml-external"})
"""Known, kept for export, and not asked."""
GROUPS = frozenset({"begin_group", "end_group", "begin_repeat", "end_repeat"})
SELECTS = frozenset(
    {
        "select_one",
        "select_multiple",
        "rank",
        "select_one_from_file",
        "select_multiple_from_file",
        "select_one_external",
    }
)
KNOWN = {*KINDS_OF, *LEFT_OUT, *NOT_ASKED, *GROUPS}
SPELLINGS: Mapping[str, str] = {
    "string": "text", "txt": "text", "texte": "text", "long_text": "text", "short_text": "text", "text_area": "text",
    "textarea": "text", "free_text": "text", "paragraph": "text", "entier": "integer", "décimal": "decimal",
    "url": "text", "int": "integer", "number": "integer", "numeric": "integer", "float": "decimal",
    "double": "decimal", "photo": "image", "picture": "image", "q_picture": "image", "gps": "geopoint",
    "location": "geopoint", "geo_point": "geopoint", "geo_trace": "geotrace", "geo_shape": "geoshape",
    "datetime": "dateTime", "date_time": "dateTime", "date_and_time": "dateTime", "acknowledgement": "acknowledge",
    "acknowledgment": "acknowledge", "calculation": "calculate", "calc": "calculate", "notes": "note",
    "begin": "begin_group", "end_": "end_group", "begingroup": "begin_group", "endgroup": "end_group",
    "beginrepeat": "begin_repeat", "endrepeat": "end_repeat", "begin_lgroup": "begin_repeat",
    "end_lgroup": "end_repeat", "begin_looped_group": "begin_repeat", "end_looped_group": "end_repeat",
    "begin_loop": "begin_repeat", "end_loop": "end_repeat", "device_id": "deviceid", "imei": "deviceid",
    "get_device_id": "deviceid", "phone_number": "phonenumber", "get_phone_number": "phonenumber",
    "sim_serial": "simserial", "sim_id": "simserial", "get_sim_id": "simserial", "subscriber_id": "subscriberid",
    "get_subscriber_id": "subscriberid", "user_name": "username", "start_time": "start", "end_time": "end",
    "get_start_time": "start", "get_end_time": "end", "get_today": "today", "start_geopoint": "start-geopoint",
    "background_audio": "background-audio", "csv_external": "csv-external", "xml_external": "xml-external",
    "uri:deviceid": "deviceid", "uri:username": "username", "uri:phonenumber": "phonenumber",
    "uri:subscriberid": "subscriberid", "uri:simserial": "simserial", "uri:email": "email",
}  # fmt: skip
INFORMAL = frozenset({
    "txt", "texte", "long_text", "short_text", "text_area", "textarea", "free_text", "paragraph", "url", "entier",
    "décimal", "number", "numeric", "notes", "calc", "begin", "end_",
})  # fmt: skip
"""Spellings that no other program understands: told."""
SELECT_SPELLINGS = (
    (r"select[\s_-]*multiple[\s_-]*from[\s_-]*file", "select_multiple_from_file"),
    (r"select[\s_-]*one[\s_-]*from[\s_-]*file", "select_one_from_file"),
    (r"select[\s_-]*one[\s_-]*external", "select_one_external"),
    (r"add[\s_]select[\s_]multiple[\s_]prompt[\s_]using", "select_multiple"),
    (r"add[\s_]select[\s_]one[\s_]prompt[\s_]using", "select_one"),
    (r"select[\s_]all[\s_]that[\s_]apply(?:[\s_]from)?", "select_multiple"),
    (r"select[\s_-]*(?:multiple|multi|many|mutiple|mulitple)(?:[\s_](?:from|using))?", "select_multiple"),
    (r"(?:select|selct|slect|choose)[\s_-]*one(?:[\s_](?:from|using))?", "select_one"),
    (r"q[\s_]select1|select1", "select_one"),
    (r"q[\s_]select", "select_multiple"),
    (r"rank", "rank"),
)
OR_OTHER = re.compile(r"[\s,]+(?:or[\s_]specify[\s_]other|or[\s_]*other)$", re.IGNORECASE)


@dataclass(frozen=True)
class Type:
    """What a type cell means."""

    name: str
    """In the standard's spelling; what is not known stays as written."""
    list_name: str = ""
    or_other: bool = False
    known: bool = True
    corrected: bool = False
    """Spelled in no way the standard allows; what is meant is certain."""

    @property
    def canonical(self) -> str:
        """The whole cell in the standard's spelling."""
        return " ".join(part for part in (self.name, self.list_name, "or_other" if self.or_other else "") if part)


def read_type(cell: str) -> Type:
    """What a type cell means; `known` is False when nothing certain can be said."""
    words = re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", cell).strip().strip("*").strip()
    for pattern, name in SELECT_SPELLINGS:
        found = re.match(rf"(?:{pattern})(?=$|[\s:_-])", words, re.IGNORECASE)
        if not found:
            continue
        rest = words[found.end() :].strip(" :_-") if name != "rank" else words[found.end() :].strip(" :")
        or_other = OR_OTHER.search(f" {rest}") is not None
        rest = OR_OTHER.sub("", f" {rest}").strip()
        usual = re.fullmatch(r"(select_one|select_multiple|rank|select one|select multiple)\S*", found[0]) is not None
        return Type(name, rest, or_other, corrected=not usual or " " in rest)
    plain = re.sub(r"^(?:add|q) (.+?)(?: prompt)?$", r"\1", words.lower())
    plain = re.sub(r"[\s_]+", "_", plain)
    if re.match(r"(begin|end)_(group|repeat|lgroup|loop)", plain):
        plain = re.match(r"(begin|end)_(group|repeat|lgroup|loop)", plain)[0]  # type: ignore[index] # matched above
    for candidate in (plain, plain.replace("_", "-")):
        if name := next((known for known in KNOWN if known.lower() == candidate), ""):
            return Type(name)
    if plain in SPELLINGS:
        return Type(SPELLINGS[plain], corrected=plain in INFORMAL)
    if near := difflib.get_close_matches(plain, [*KNOWN, *SPELLINGS], n=2, cutoff=0.84):
        meant = {SPELLINGS.get(name, name) for name in near}
        if len(meant) == 1 or difflib.SequenceMatcher(None, plain, near[0]).ratio() > 0.9:
            return Type(SPELLINGS.get(near[0], near[0]), corrected=True)
    return Type(words, known=False)
