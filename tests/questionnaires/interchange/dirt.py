"""XLSForms with the dirt of real ones, each made here for one kind of it.

`FORMS` is {what is dirty: Dirty}: the file, the keys its questions come out with, and the remarks it deserves.
"""

import datetime as dt
from typing import NamedTuple

from openpyxl import Workbook

from tests.questionnaires.interchange.books import Formula, book, saved

YES_NO = """
list_name | name | label::English (en) | label::Français (fr)
yn | yes | Yes | Oui
yn | no | No | Non
"""
HEAD = "type | name | label::English (en) | label::Français (fr)"


class Dirty(NamedTuple):
    data: bytes
    keys: str
    """Keys of the questions, in order."""
    codes: str
    """Codes of every remark, each once, in the order of the alphabet."""
    file: str = "form.xlsx"


def survey(rows: str, head: str = HEAD, choices: str = "", **sheets: str) -> bytes:
    """A form with these rows, and the list `yn` where one of them takes it."""
    lists = choices or (YES_NO if "yn" in rows or "Y_N" in rows else "")
    return book(survey=f"{head}\n{rows.strip()}", **({"choices": lists} if lists else {}), **sheets)


def with_rule(column: str, rule: str) -> bytes:
    return survey(
        f"integer | age | Age | Âge\nselect_multiple yn | ok | Ok? | Ça va ?\ntext | why | Why? | Pourquoi ? | {rule}",
        f"{HEAD} | {column}",
    )


def hidden_survey() -> bytes:
    made = Workbook()
    made.active.title = "choices"  # type: ignore[union-attr] # a new workbook has one
    sheet = made.create_sheet("survey")
    for row in (["type", "name", "label::fr"], ["text", "a", "Un mot"]):
        sheet.append(row)
    sheet.sheet_state = "hidden"
    sheet.column_dimensions["C"].hidden = True
    return saved(made)


def merged_lists() -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (["type", "name", "label::fr"], ["select_one towns", "town", "Ville"]):
        sheet.append(row)
    choices = made.create_sheet("choices")
    rows: list[list[object]] = [["list_name", "name", "label::fr"], ["towns", 1.0, "Paris"], [None, 2.0, "Lyon"]]
    for cells in (*rows, [None, 3.0, "Lille"]):
        choices.append(cells)
    choices.merge_cells("A2:A4")
    return saved(made)


def typed_cells() -> bytes:
    """Numbers, truths, dates and formulas where words are expected."""
    return book(
        survey=[
            ["type", "name", "label::fr", "required", "default", "constraint"],
            ["date", "day", "Jour", True, dt.date(2024, 5, 1), None],
            ["integer", 2020, "Année", False, 12.0, None],
            ["decimal", "share", 3.5, 1, 0.25, Formula("=IF(A1>1,1,0)")],
        ]
    )


FORMS: dict[str, Dirty] = {
    # Sheets and headers
    "sheet names in capitals and with spaces": Dirty(
        book(**{" Survey": f"{HEAD}\nselect_one yn | a | A | A", "CHOICES ": YES_NO, "Settings": "form_title\nT"}),
        "a",
        "",
    ),
    "sheet names misspelled": Dirty(
        book(surveys=f"{HEAD}\nselect_one yn | a | A | A", choises=YES_NO), "a", "sheet_read_as"
    ),
    "one sheet of any name": Dirty(book(Feuil1=f"{HEAD}\ntext | a | A | A"), "a", "sheet_read_as"),
    "a hidden sheet with a hidden column": Dirty(hidden_survey(), "a", "sheet_hidden"),
    "titles above the header": Dirty(
        book(survey=f"Household survey\n\nVersion 3\n{HEAD}\ntext | a | A | A"), "a", "header_lower"
    ),
    "headers in capitals, with spaces and stars": Dirty(
        book(
            survey="Type | NAME * | Label::Français (fr) | Required | Constraint Message::Français (fr)\n"
            "text | a | A | Yes | Trop court"
        ),
        "a",
        "",
    ),
    "headers in French, one with a question mark": Dirty(
        book(
            survey="Type | Nom | Libellé | Aide | Requis ? | Pertinent\n"
            "select_one yn | a | Avez-vous un jardin ? | Ou une cour | oui |\n"
            "text | b | Où est-il ? | | | ${a} = 'yes'",
            choix="liste | valeur | étiquette\nyn | yes | Oui\nyn | no | Non",
        ),
        "a b",
        "column_read_as language_guessed sheet_read_as",
    ),
    "a header for readers above the one for programs": Dirty(
        book(
            survey="Question type | Variable name | Question text | Mandatory\n"
            "type | name | label::fr | required\ntext | a | A | yes"
        ),
        "a",
        "header_lower",
    ),
    "headers with one colon": Dirty(book(survey="type | name | label:fr | hint:fr\ntext | a | A | Aide"), "a", ""),
    "headers of older forms": Dirty(
        book(
            survey="command | tag | caption::fr | relevance | calculate | bind:required\ntext | a | A | | | yes\n"
            "calculate | b | | | 1 + 1 |"
        ),
        "a b",
        "",
    ),
    "the same header twice": Dirty(
        book(survey="type | name | label::fr | label::fr\ntext | a | A | autre"), "a", "column_kept column_twice"
    ),
    "a header without a name over words": Dirty(
        book(survey=[["type", "name", "label::fr", None], ["text", "a", "A", "a word for myself"]]),
        "a",
        "cells_unnamed",
    ),
    "columns of other programs": Dirty(
        book(
            survey="type | name | label::fr | bind::esri:fieldType | body::accuracyThreshold | hxl | $kuid\n"
            "text | a | A | null | 5 | #org | x1"
        ),
        "a",
        "column_kept",
    ),
    # Languages
    "languages as bare names": Dirty(
        book(survey="type | name | English | Dari | العربية\ntext | a | A name | نام | اسم"),
        "a",
        "column_read_as language_inferred",
    ),
    "languages as bare names over choices": Dirty(
        book(
            survey="type | name | English | Dari\nselect_one s | a | Your sex? | جنس؟",
            choices="list_name | name | English | Dari\ns | f | Female | زن",
        ),
        "a",
        "column_read_as language_inferred",
    ),
    "languages in brackets after the column": Dirty(
        book(survey="type | name | Label (English) | Label (French) | Hint (French)\ntext | a | A | A | Aide"),
        "a",
        "column_read_as language_inferred",
    ),
    "languages after a line": Dirty(
        book(survey="type | name | label_en | label_fr\ntext | a | A | A"), "a", "column_read_as"
    ),
    "a language nobody knows": Dirty(
        book(survey="type | name | label::English (en) | label::Klingonish\ntext | a | A | A"), "a", "language_unknown"
    ),
    "two spellings of one language": Dirty(
        book(
            survey="type | name | label::French (fr)\nselect_one yn | a | A",
            choices="list_name | name | label::french\nyn | y | Oui\nyn | n | Non",
        ),
        "a",
        "",
    ),
    "no language at all": Dirty(
        book(survey="type | name | label\ntext | a | What is the name of your village?\ntext | b | How old are you?"),
        "a b",
        "language_guessed",
    ),
    "no language and nothing that tells it": Dirty(
        book(survey="type | name | label\ntext | a | 1"), "a", "language_not_said"
    ),
    "a default language beside plain labels": Dirty(
        book(
            survey="type | name | label | label::English (en)\ntext | a | Votre nom | Your name",
            settings="form_title | default_language\nTitre | French (fr)",
        ),
        "a",
        "",
    ),
    "a default language that is not there": Dirty(
        book(survey="type | name | label::fr\ntext | a | A", settings="form_title | default_language\nT | Blorp"),
        "a",
        "default_language_unknown",
    ),
    # Types
    "types in every spelling": Dirty(
        survey(
            "Text | a | A | A\nINTEGER | b | B | B\nselect one yn | c | C | C\nSelect_Multiple yn | d | D | D\n"
            "datetime | e | E | E\ngps | f | F | F\nphoto | g | G | G\nstring | h | H | H\nint | i | I | I\n"
            "q date | j | J | J\nadd text prompt | k | K | K\nselect all that apply from yn | l | L | L"
        ),
        "a b c d e f g h i j k l",
        "type_corrected",
    ),
    "types with spaces nobody sees": Dirty(
        survey("text\u00a0 | a | A | A\nselect_one\u00a0 yn | b | B | B\nnote\u200b | c | C | C"), "a b c", ""
    ),
    "types with slips": Dirty(
        survey("interger | a | A | A\ntxt | b | B | B\nselct_one yn | c | C | C\ncalulate | d | |"),
        "a b c d",
        "calculation_missing type_corrected",
    ),
    "types nobody knows": Dirty(survey("hologram | a | A | A\nblob | b | |"), "a b", "type_unknown type_unknown_asked"),
    "or other in three spellings": Dirty(
        survey(
            "select_one yn or_other | a | A | A\nselect_multiple yn or specify other | b | B | B\n"
            "select one yn or other | c | C | C"
        ),
        "a b c",
        "",
    ),
    "what a phone tells": Dirty(
        survey("start | start | |\nend | end | |\nusername | username | |\nget device id | d | |\naudit | audit | |"),
        "start end username d audit",
        "left_out",
    ),
    "shapes on a map": Dirty(survey("geotrace | a | A | A\ngeoshape | b | B | B"), "a b", "type_not_asked"),
    "video and barcode": Dirty(survey("video | a | A | A\nbarcode | b | B | B"), "a b", "video_as_file"),
    # Names
    "names that are no names": Dirty(
        survey("text | first name | A | A\ntext | 1st | B | B\ntext | nom & prénom | C | C\ntext | a.b-c | D | D"),
        "first_name 1st nom_prenom a_b_c",
        "name_repaired",
    ),
    "names in other scripts": Dirty(survey("text | اسم | A | A\ntext | Région | B | B"), "q Region", ""),
    "names missing": Dirty(
        survey("text | | Your name | Votre nom\nnote | | Thanks | Merci"), "your_name thanks", "name_missing"
    ),
    "names twice in one group": Dirty(survey("text | a | A | A\ntext | a | B | B"), "a a_2", "name_twice"),
    "names twice in two groups": Dirty(
        survey(
            "begin group | g | G | G\ntext | a | A | A\ntext | b | B | B | ${a} = 'x'\nend group | | |\n"
            "begin group | h | H | H\ntext | a | A | A\ntext | c | C | C | ${a} = 'x'\nend group | | |",
            f"{HEAD} | relevant",
        ),
        "a b a_2 c",
        "name_twice",
    ),
    "names that differ in capitals": Dirty(survey("text | Age | A | A\ntext | age | B | B"), "Age age", ""),
    "a group named as its question": Dirty(
        survey("begin group | age | G | G\ninteger | age | A | A\nend group | | |"), "age", ""
    ),
    "reserved names": Dirty(
        survey("text | meta | A | A\ntext | instanceID | B | B"), "meta_ instanceID_", "name_reserved"
    ),
    "names longer than sixty letters": Dirty(survey(f"text | {'long_' * 20}name | A | A"), ("long_" * 12)[:59], ""),
    # Choices
    "choices twice": Dirty(
        survey("select_one l | a | A | A", choices="list_name | name | label::fr\nl | x | X\nl | x | X\nl | x | Autre"),
        "a",
        "choice_twice choice_twice_same",
    ),
    "choices with odd names": Dirty(
        survey(
            "select_one l | a | A | A | ${a} = -99",
            f"{HEAD} | constraint",
            "list name | value | label::fr\nl | -99 | Refus\nl | 1.5 | Demi\nl | Île-1 | Île\nl | a b | Deux",
        ),
        "a",
        "choice_renamed",
    ),
    "choices without label or name": Dirty(
        survey("select_one l | a | A | A", choices="list_name | name | label::fr\nl | x |\nl | | Sans nom\n | y |"),
        "a",
        "choice_without_label choice_without_list choice_without_name",
    ),
    "choices under a merged cell": Dirty(merged_lists(), "town", "list_continued"),
    "choices without their list": Dirty(
        survey("select_one l | a | A | A", choices="list_name | name | label::fr\nl | x | X\n | y | Y"),
        "a",
        "list_continued",
    ),
    "a list that is not there": Dirty(survey("select_one nowhere | a | A | A"), "a", "list_missing"),
    "a list whose name has spaces": Dirty(
        survey(
            "select_one Villages List | a | A | A",
            choices="list name | name | label::en | label::fr\nVillages List | x | X | X",
        ),
        "a",
        "list_respelled",
    ),
    "a list spelled otherwise": Dirty(survey("select_one Y_N | a | A | A"), "a", "list_respelled"),
    "a select without a list": Dirty(
        survey("select_one | a | A | A", choices="list_name | name | label::fr"), "a", "list_not_named"
    ),
    "a list in a file": Dirty(
        survey(
            "select_one_from_file towns.csv | a | A | A\nselect_one ${b} | c | C | C\ntext | b | B | B",
            choices="list_name | name",
        ),
        "a c b",
        "list_in_file list_of_answers",
    ),
    "choices that are filtered": Dirty(
        survey(
            "select_one r | r | R | R |\nselect_one t | t | T | T | region=${r}",
            f"{HEAD} | choice_filter",
            "list_name | name | label::fr | region\nr | N-1 | Nord |\nr | s | Sud |\nt | a | A | N-1\nt | b | B | s",
        ),
        "r t",
        "",
    ),
    "choices for a list outside": Dirty(
        survey(
            "select_one_external t | t | T | T | region='x'",
            f"{HEAD} | choice_filter",
            external_choices="list_name | name | label::fr | region\nt | a | A | x",
        ),
        "t",
        "",
    ),
    # Groups
    "groups that never end": Dirty(
        survey("begin group | g | G | G\nbegin repeat | r | R | R\ntext | a | A | A"), "a", "begin_without_end"
    ),
    "ends that close nothing": Dirty(
        survey("text | a | A | A\nend group | | |\nend repeat | | |"), "a", "end_without_begin"
    ),
    "ends of another kind": Dirty(
        survey("begin repeat | r | R | R\ntext | a | A | A\nend group | | |"), "a", "end_of_other"
    ),
    "repeats inside repeats": Dirty(
        survey(
            "begin repeat | r | R | R | 3\nbegin repeat | s | S | S | ${n}\ntext | a | A | A\nend repeat | | |\n"
            "end repeat | | |\ninteger | n | N | N",
            f"{HEAD} | repeat_count",
        ),
        "a n",
        "repeat_in_repeat",
    ),
    "a repeat counted by an answer": Dirty(
        survey(
            "integer | n | N | N\nbegin repeat | r | R | R | ${n}\ntext | a | A | A\nend repeat",
            f"{HEAD} | repeat_count",
        ),
        "n a",
        "repeat_count",
    ),
    "empty groups": Dirty(survey("begin group | g | G | G\nend group\ntext | a | A | A"), "a", ""),
    "rows between that are no questions": Dirty(
        survey("text | a | A | A\n# a remark | | |\n | | a heading |\ntext | b | B | B\n\n\ntext | c | C | C"),
        "a b c",
        "row_switched_off row_without_type",
    ),
    "rows switched off": Dirty(
        survey("text | a | A | A | yes\ntext | b | B | B |", f"{HEAD} | disabled"), "b", "row_switched_off"
    ),
    # Rules
    "rows behind two strokes": Dirty(survey("//text | old | Old | Old\ntext | a | A | A"), "a", "row_switched_off"),
    "the head of a table": Dirty(
        survey(
            "select_one yn | head | | | label\nselect_one yn | a | A | A | list-nolabel\n"
            "select_one yn | b | B | B | list-nolabel",
            f"{HEAD} | appearance",
        ),
        "head a b",
        "head_of_table",
    ),
    "columns of choices named in a rule": Dirty(
        survey(
            "select_one v | town | T | T |\ninteger | pop | P | P |\n"
            "calculate | c | | | instance('v')/root/item[pop > 3 and name = ${town}]/label",
            f"{HEAD} | calculation",
            "list_name | name | label::en | label::fr | pop\nv | a | A | A | 5",
        ),
        "town pop c",
        "",
    ),
    "curled quotation marks": Dirty(
        with_rule("relevant", "selected(${ok}, ‘yes’) and ${age} > “3”"), "age ok why", "rule_quotes"
    ),
    "operators the wrong way round": Dirty(
        with_rule("relevant", "${age} => 18 AND ${age} =< 99 && ${age} == 5"), "age ok why", "rule_signs"
    ),
    "braces that never close": Dirty(with_rule("relevant", "${age >= 5 and {age} < 9"), "age ok why", "rule_braces"),
    "brackets that never close": Dirty(
        with_rule("relevant", "(${age} > 5 and (${age} < 9"), "age ok why", "rule_brackets"
    ),
    "functions in capitals": Dirty(
        with_rule("relevant", "Selected(${ok},'yes') and NOT(${age}>3)"), "age ok why", "rule_functions"
    ),
    "a sign too many before": Dirty(with_rule("relevant", "=${age}>3"), "age ok why", "rule_equals_first"),
    "paths instead of names": Dirty(with_rule("relevant", "/data/age > 3 and ../age < 9"), "age ok why", "path_named"),
    "bare names": Dirty(with_rule("relevant", "age > 3"), "age ok why", "reference_bare"),
    "references to nothing": Dirty(with_rule("relevant", "${ghost} = 1"), "age ok why", "reference_unknown"),
    "references in other capitals": Dirty(with_rule("relevant", "${AGE} = 1"), "age ok why", "reference_respelled"),
    "rules nobody understands": Dirty(with_rule("relevant", "${age} is bigger than 3"), "age ok why", "rule_unknown"),
    "functions of other programs": Dirty(
        with_rule("relevant", "pulldata('a', 'b', 'c', ${age}) = 'x'"), "age ok why", "function_not_here"
    ),
    "required under a rule": Dirty(with_rule("required", "${age} > 17"), "age ok why", "required_rule"),
    "yes in every language": Dirty(
        survey("text | a | A | A | OUI\ntext | b | B | B | TRUE()\ntext | c | C | C | x", f"{HEAD} | required"),
        "a b c",
        "",
    ),
    "a name in words": Dirty(
        survey("text | a | A | A\nnote | n | Hello ${A} and ${ghost} | Bonjour"),
        "a n",
        "reference_respelled reference_unknown",
    ),
    "a value worked out beside a question": Dirty(
        survey("text | a | A | A | today() | 'x' | yes", f"{HEAD} | default | calculation | read_only"),
        "a",
        "calculation_beside default_rule read_only",
    ),
    "questions without words": Dirty(
        survey("text | a | |\nnote | b | |\ncalculate | c | |"), "a b c", "calculation_missing label_missing"
    ),
    "pictures that are elsewhere": Dirty(
        survey("select_one yn | a | A | A | a.png", f"{HEAD} | media::image::English (en)"), "a", "media_not_here"
    ),
    "looks nobody draws": Dirty(
        survey("text | a | A | A | ex:org.app.thing(x=1)\ntext | b | B | B | numbers", f"{HEAD} | appearance"),
        "a b",
        "appearance",
    ),
    # Cells
    "numbers, truths, dates and formulas as cells": Dirty(
        typed_cells(), "day 2020 share", "formula_without_value name_repaired"
    ),
    "settings of all sorts": Dirty(
        survey(
            "text | a | A | A", settings="form_title | form_id | style | version\nT | f | pages | 2024\nagain | | |"
        ),
        "a",
        "setting_kept settings_row",
    ),
    "sheets for oneself": Dirty(survey("select_one yn | a | A | A", Notes="to do | x\nask Ali | y"), "a", "sheet_kept"),
    "a table of one list": Dirty(
        survey(
            "begin group | g | G | G | table-list\nselect_one yn | a | A | A |\nselect_one yn | b | B | B |\nend group",
            f"{HEAD} | appearance",
        ),
        "g",
        "",
    ),
    "a table as CSV in one file": Dirty(
        b'survey,,,\n,type,name,label::fr\n,select_one yn,a,"A, b"\nchoices,,,\n,list name,name,label::fr\n,yn,y,O\n',
        "a",
        "",
        "form.csv",
    ),
    "a table with semicolons, from Windows": Dirty(
        "type;name;label::fr\r\ntext;a;Prénom\r\n".encode("cp1252"), "a", "", "form.csv"
    ),
    "a table in Markdown": Dirty(
        b"| survey | | | |\n| | type | name | label::fr |\n| | text | a | A |\n", "a", "", "form.md"
    ),
}
