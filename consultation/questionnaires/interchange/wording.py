"""What a remark or a refusal says to the reader, in the reader's language."""

import re
from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.questionnaires.interchange.losses import Loss
from consultation.questionnaires.interchange.reading import Remark
from consultation.questionnaires.kind_words import KIND_NAMES
from consultation.terms import Kind

REMARKS: Mapping[str, object] = {
    # Repaired
    "begin_without_end": _l("This %(type)s has no end. It was closed at the end of the form."),
    "end_without_begin": _l("This %(type)s closes nothing. It was passed over."),
    "end_of_other": _l("This %(type)s closes the %(begun)s of row %(row)s. It was read as the end of that one."),
    "choice_renamed": _l("The choice “%(name)s” was given the key “%(key)s”."),
    "choice_twice": _l("The list “%(list)s” has the choice “%(name)s” twice. The second one was named “%(key)s”."),
    "choice_twice_same": _l("The list “%(list)s” has the choice “%(name)s” twice with the same words. One was kept."),
    "choice_without_label": _l("The choice “%(name)s” has no label. Its name is shown instead."),
    "choice_without_name": _l("The choice “%(words)s” has no name. It was named “%(name)s”."),
    "column_read_as": _l("The column “%(column)s” was read as “%(as_)s”."),
    "header_lower": _l("The names of the columns stand below %(rows)s other rows, which were passed over."),
    "label_missing": _l("The question “%(name)s” has no label. Its name is shown until somebody writes one."),
    "language_guessed": _l("The form does not say its language. It was read as %(name)s (%(code)s): please confirm."),
    "language_inferred": _l("“%(name)s” was read as the language %(code)s: please confirm."),
    "list_continued": _l("This choice names no list. It was added to “%(list)s”, the list above."),
    "list_respelled": _l("There is no list “%(written)s”. The list “%(read)s” was taken."),
    "name_missing": _l("This row has no name. It was named “%(name)s”."),
    "name_repaired": _l("“%(name)s” cannot be a name. It was changed to “%(key)s”, also where it is referred to."),
    "name_reserved": _l("The name “%(name)s” is reserved. It was changed to “%(key)s”."),
    "name_twice": _l("The name “%(name)s” stands twice. This one was named “%(key)s”."),
    "path_named": _l("In “%(column)s”, the path %(path)s was read as %(read)s."),
    "reference_bare": _l("In “%(column)s”, the bare name %(name)s was read as %(read)s."),
    "reference_respelled": _l("In “%(column)s”, the name “%(name)s” was read as “%(read)s”."),
    "rule_quotes": _l("In “%(column)s”, curled quotation marks were made straight: %(written)s"),
    "rule_equals_first": _l("In “%(column)s”, the equals sign at the beginning was taken away: %(written)s"),
    "rule_signs": _l("In “%(column)s”, an operator was put right: %(written)s was read as %(read)s"),
    "rule_braces": _l("In “%(column)s”, the braces around a name were put right: %(written)s was read as %(read)s"),
    "rule_functions": _l("In “%(column)s”, the name of a function was put right: %(written)s was read as %(read)s"),
    "rule_brackets": _l("In “%(column)s”, a bracket was put right: %(written)s was read as %(read)s"),
    "sheet_hidden": _l("The sheet is hidden. It was read all the same."),
    "sheet_read_as": _l("The sheet was read as “%(sheet)s”."),
    "type_corrected": _l("The type “%(written)s” was read as “%(read)s”."),
    "type_missing_calculate": _l("The type of “%(name)s” is missing. It was read as a calculation."),
    "asked_in_parts": _l("“%(name)s” (%(type)s) has several fields. Each is asked as a question of its own."),
    # Not supported, or for a person to settle
    "appearance": _l("The appearance “%(appearance)s” changes nothing here. It is kept for export."),
    "calculation_beside": _l("“%(name)s” is asked and calculated. Here it is only asked; the calculation is kept."),
    "calculation_missing": _l("“%(name)s” is a calculation without a formula. Write one, or take it out."),
    "choice_without_list": _l("This choice has no list, or no name and no label. It is kept for export: %(words)s"),
    "cells_unnamed": _l("The column %(column)s has no name. Its words are kept for export."),
    "column_kept": _l("The column “%(column)s” is not used here. It is kept for export."),
    "column_means_nothing": _l("“%(column)s” (%(words)s) does nothing here. It is kept for export."),
    "column_twice": _l("The column “%(column)s” stands twice. The first one is used; the other is kept for export."),
    "comments_not_asked": _l("The comment beside the answers of “%(name)s” is not asked."),
    "condition_not_sayable": _l("A condition cannot be said here because of %(part)s. It is kept for export: %(rule)s"),
    "conditions_old": _l("The survey has conditions of the old kind. Those of the relevance equations were read."),
    "default_language_unknown": _l("The default language “%(name)s” is not known. Choose one of the form's languages."),
    "default_rule": _l("A value that is worked out (%(rule)s) cannot be filled in at first. It is kept for export."),
    "extras_row": _l("This row does not fit the form and was left out: %(words)s"),
    "formula_without_value": _l(
        "The cell %(cell)s holds a formula without a stored value. Open and save the file in your spreadsheet program."
    ),
    "function_not_here": _l("In “%(column)s”, %(function)s needs what is not here. The rule is kept: %(rule)s"),
    "heading_in_repeat": _l("The heading of the group “%(name)s” is not shown inside a repeated section."),
    "language_not_said": _l("The form does not say its language, and its words do not tell it. Choose the language."),
    "language_twice": _l("“%(name)s” and “%(other)s” look like one language. “%(name)s” was named %(code)s."),
    "language_unknown": _l("The language “%(name)s” is not known. It was named %(code)s: choose its real code."),
    "left_out": _l("“%(type)s” would tell about the person's phone. It is left out on purpose, and kept for export."),
    "list_in_file": _l("The choices are in the file %(file)s, which is not here. Add them by hand."),
    "list_missing": _l("There is no list “%(list)s” in the choices. Add its choices by hand."),
    "list_not_named": _l("This %(type)s does not say which list it takes. Add its choices by hand."),
    "list_of_answers": _l("The choices are earlier answers (%(list)s), which cannot be offered here."),
    "list_too_long": _l("The list “%(list)s” has more than %(most)s choices. The others were left out."),
    "list_unused": _l("No question takes the list “%(list)s”. It is kept for export."),
    "media_not_here": _l("The file %(file)s is not part of the form. Add it by hand."),
    "no_list_column": _l("No column says to which list a choice belongs. Name it “list_name”."),
    "read_only": _l("“%(name)s” is for reading only, and here it can be answered. Make it a note or a calculation."),
    "reference_unknown": _l("“%(column)s” refers to “%(name)s”, which the form does not have."),
    "repeat_count": _l("How often this is repeated (%(rule)s) is not worked out. It is offered up to %(most)s times."),
    "repeat_in_repeat": _l("“%(name)s” is repeated inside a repeated section. Here it is asked once each time."),
    "head_of_table": _l("“%(name)s” only names the choices above a table. Here every row shows them; it is not asked."),
    "required_rule": _l("Required only under a rule (%(rule)s). Here it is not required; the rule is kept."),
    "rows_by_the_person": _l("In “%(name)s”, people add rows themselves. Here the rows are fixed."),
    "row_switched_off": _l("This row is switched off. It is kept for export: %(words)s"),
    "row_without_type": _l("This row has no type and is no question. It is kept for export: %(words)s"),
    "rule_unknown": _l("“%(column)s” is not understood from sign %(at)s on. It is kept as it is: %(rule)s"),
    "setting_kept": _l("The setting “%(name)s” is not used here. It is kept for export."),
    "settings_row": _l("Only the first row of settings is used. This one was left out: %(words)s"),
    "sheet_kept": _l("This sheet is not used here. It is kept for export."),
    "sheet_too_big": _l("This sheet is not used here and too big to be kept. It was left out."),
    "too_many_parts": _l("“%(name)s” has more than %(most)s fields. The others were left out."),
    "type_not_asked": _l("A question of type %(type)s cannot be asked here. It is kept for export."),
    "type_unknown": _l("The type “%(type)s” is not known. The row is kept for export and not asked."),
    "type_unknown_asked": _l("The type “%(type)s” is not known. The question is asked as a short text."),
    "video_as_file": _l("A video is asked as a file."),
}

REFUSALS: Mapping[str, object] = {
    "empty": _l("The file is empty. Choose the file again."),
    "too_big": _l("The file is larger than %(limit_mb)s MB. Take its pictures out, then send it again."),
    "locked": _l("The file is protected by a password. Save a copy without a password, then send that copy."),
    "too_much_inside": _l("The file holds far more than a questionnaire and was not opened. Take out the rest."),
    "unsafe": _l("The file holds unsafe declarations and was not opened. Save it again with the program it is from."),
    "damaged": _l("The file is damaged. Open it, save it again under another name, then send that file."),
    "not_our_definition": _l("The questionnaire file does not fit its schema at “%(place)s”: %(why)s"),
    "not_a_form": _l(
        "No questionnaire was found in the file. An XLSForm has a sheet “survey” with the columns “type” and “name”."
    ),
    "not_a_document": _l(
        "We cannot read this kind of file. Send an XLSForm (.xlsx, .xls, .ods, .csv), a LimeSurvey survey (.lss), "
        "SurveyJS or our own questionnaire (.json)."
    ),
}


LOSSES: Mapping[str, object] = {
    "appearance": _l("How it is drawn (appearance) is lost."),
    "attributes": _l("The attributes of its options are lost."),
    "bounds": _l("The least and the greatest number are lost."),
    "calculation_not_sayable": _l("The calculation is lost, because of %(part)s: %(rule)s"),
    "choice_filter": _l("The filter of its options is lost: all of them are offered."),
    "constraint": _l("The check of the answer is lost."),
    "constraint_not_sayable": _l("The check of the answer is lost, because of %(part)s: %(rule)s"),
    "declined": _l("“I prefer not to say” and “I don't know” are lost."),
    "declined_choice": _l("“I prefer not to say” and “I don't know” are lost."),
    "default": _l("The value it holds at first is lost."),
    "easy_french": _l("Who read the easy French is lost."),
    "ends": _l("The words at the two ends of the scale are lost."),
    "exclusive": _l("Nothing stops people from choosing “none of these” together with something else."),
    "intro": _l("The words of introduction are lost."),
    "kept": _l("What it keeps of %(program)s is lost: %(names)s"),
    "kind": _l("“%(kind)s” becomes “%(there)s”."),
    "languages": _l("Only the language %(kept)s is kept. Lost: %(lost)s"),
    "limits": _l("How many options one may choose is lost."),
    "limits_ranking": _l("How many options one may rank is lost."),
    "offers": _l("The offers of help on the last page are lost: %(count)s"),
    "other": _l("The line for words beside “other” is lost."),
    "other_last": _l("The option “other” stands last."),
    "ours": _l("Actions, priorities, purpose, profile and protection are lost, at this many questions: %(count)s"),
    "parts_renamed": _l("Options or rows are named otherwise: %(names)s"),
    "pictures": _l("The pictures are lost."),
    "piped": _l("The answers of other questions do not stand in its words."),
    "promise": _l("The words on what is done with the answers are lost."),
    "question_renamed": _l("The question is named %(name)s."),
    "relevant": _l("The condition is lost: it is always asked."),
    "relevant_not_sayable": _l("The condition is lost and it is always asked, because of %(part)s: %(rule)s"),
    "repeated": _l("The section is asked once, not up to %(times)s times."),
    "required": _l("An answer is no longer required."),
    "retired": _l("The question is out of use and left out."),
    "retired_parts": _l("Options or rows out of use are left out."),
    "settings": _l("What the questionnaire keeps of %(program)s is lost: %(names)s"),
    "shuffled": _l("The options stand in the same order for everybody."),
    "shuffled_table": _l("The options stand in the same order for everybody."),
    "silent": _l("Nobody sees this question, and it is left out."),
    "title": _l("The title is kept in one language: %(kept)s"),
    "unit": _l("The unit is lost."),
    "variants": _l("The other words for younger people are lost."),
    "words": _l("What it is called is lost: it holds its value there."),
}
LONGEST_LABEL = 60


FORMAT_NAMES: Mapping[str, tuple[object, object]] = {
    "xlsx": ("XLSForm", _l("For ODK, KoboToolbox, Survey123 and others that read XLSForm.")),
    "lss": ("LimeSurvey", _l("A survey to import in LimeSurvey.")),
    "txt": (_l("LimeSurvey, as a table"), _l("Tab-separated, for LimeSurvey and spreadsheets.")),
    "survey.json": ("SurveyJS", _l("For programs built on SurveyJS.")),
    "xml": ("queXML", _l("For programs that print and scan.")),
    "json": (_l("Our own definition"), _l("Everything, nothing lost: to keep, or for another installation.")),
}
"""{ending: (name, what it is for)} of what can be downloaded."""


def remark_words(remark: Remark) -> str:
    """The remark as a sentence."""
    return str(REMARKS[remark.code]) % remark.values


def loss_words(loss: Loss) -> str:
    """The loss as a sentence, after the question it is about."""
    values = dict(loss.values)
    if loss.code == "kind":
        values = {name: str(KIND_NAMES[Kind(kind)]) for name, kind in values.items()}
    said = str(LOSSES[loss.code]) % values
    if not loss.question:
        return said
    label = re.sub(r"\s+", " ", loss.label)
    label = label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL].rstrip()}…"
    return str(
        _("%(question)s: %(what)s", question=f"{loss.question} ({label})" if label else loss.question, what=said)
    )


def losses_heading(count: int) -> str:
    """How much a format cannot hold."""
    return str(
        ngettext("%(num)d thing does not fit into this format:", "%(num)d things do not fit into this format:", count)
    )


def refusal(refused: Refused) -> str:
    """Why a file cannot be read, and what to do next."""
    values = {"limit_mb": str(MOST_BYTES // 1024 // 1024)} | refused.values
    return re.sub(r"\s+", " ", str(REFUSALS.get(refused.code, REFUSALS["damaged"])) % values)
