"""Surveys of LimeSurvey made here, in both layouts of its files."""

from typing import Any
from xml.sax.saxutils import escape

Rows = list[dict[str, Any]]


def lss(*, tables: dict[str, Rows], words_apart: bool, languages: tuple[str, ...] = ("fr", "en")) -> bytes:
    """A .lss; words are {language: words} under `question`, `answer` or `group_name`.

    :param words_apart: in tables of their own, as newer versions do
    """
    number = {"groups": "gid", "questions": "qid", "subquestions": "qid", "answers": "aid"}
    column = {"groups": "group_name", "questions": "question", "subquestions": "question", "answers": "answer"}
    written: dict[str, Rows] = {}
    for name, rows in tables.items():
        if name not in column:
            written[name] = rows
            continue
        for row in rows:
            words = row[column[name]]
            plain = {key: value for key, value in row.items() if key != column[name]}
            if words_apart:
                written.setdefault(name, []).append(plain)
                apart = "question" if name == "subquestions" else name.rstrip("s")
                written.setdefault(f"{apart}_l10ns", []).extend(
                    {number[name]: row[number[name]], column[name]: said, "language": language}
                    for language, said in words.items()
                )
            else:
                plain.pop("aid", None)
                written.setdefault(name, []).extend(
                    {**plain, column[name]: said, "language": language} for language, said in words.items()
                )
    parts = ["<?xml version='1.0' encoding='UTF-8'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType><languages>"]
    parts += [f"<language>{language}</language>" for language in languages]
    parts.append("</languages>")
    for name, rows in written.items():
        parts.append(f"<{name}><rows>")
        for row in rows:
            cells = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in row.items())
            parts.append(f"<row>{cells}</row>")
        parts.append(f"</rows></{name}>")
    return "".join([*parts, "</document>"]).encode()


def both(words: str) -> dict[str, str]:
    return {"fr": words, "en": f"{words} (en)"}


def asked(qid: int, type_: str, title: str, **more: Any) -> dict[str, Any]:
    """A row of the table of questions."""
    usual = {"parent_qid": 0, "sid": 1, "gid": 1, "other": "N", "mandatory": "N", "question_order": qid}
    words = {"title": title, "question": both(f"Texte {title}")}
    return {"qid": qid, "type": type_, **usual, **words, "relevance": "1", **more}


def part(qid: int, parent: int, title: str, scale: int = 0) -> dict[str, Any]:
    return {"qid": qid, "parent_qid": parent, "title": title, "question": both(f"Ligne {title}"), "question_order": qid,
            "scale_id": scale, "gid": 1}  # fmt: skip


def answer(aid: int, qid: int, code: str, scale: int = 0) -> dict[str, Any]:
    return {
        "aid": aid,
        "qid": qid,
        "code": code,
        "answer": both(f"Réponse {code}"),
        "sortorder": aid,
        "scale_id": scale,
    }


TYPES = "L!OGY5MPNSTUDRX|*FHABCE1KQ:;I"
"""Every type of question."""


def every_type(*, words_apart: bool) -> bytes:
    """A survey with a question of each type, each after a condition on the first."""
    questions, subquestions, answers = [], [], []
    for number, type_ in enumerate(TYPES, start=1):
        qid = number * 10
        questions.append(asked(qid, type_, f"Q{number}", relevance="1" if number == 1 else '((Q1.NAOK == "A1"))'))
        if type_ in "L!OFHR1":
            answers += [
                answer(qid, qid, "A1"),
                answer(qid + 1, qid, "A2"),
                answer(qid + 2, qid, "A3", int(type_ == "1")),
            ]
        if type_ in "MPFHABCE1KQ:;":
            subquestions += [part(qid + 1, qid, "SQ001"), part(qid + 2, qid, "SQ002")]
        if type_ in ":;":
            subquestions += [part(qid + 3, qid, "X1", 1), part(qid + 4, qid, "X2", 1)]
    return lss(
        tables={
            "groups": [{"gid": 1, "sid": 1, "group_order": 1, "group_name": both("Groupe"), "grelevance": ""}],
            "questions": questions,
            "subquestions": subquestions,
            "answers": answers,
            "surveys": [{"sid": 1, "language": "fr"}],
            "surveys_languagesettings": [
                {"surveyls_language": "fr", "surveyls_title": "Titre"},
                {"surveyls_language": "en", "surveyls_title": "Title"}
            ],
        },
        words_apart=words_apart,
    )  # fmt: skip
