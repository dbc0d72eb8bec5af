"""States and doubts of scans in the reader's words."""

from flask_babel import lazy_gettext as _l

from consultation.terms import PileState, SheetState

PILE_STATES = {
    PileState.WAITING: _l("waiting to be read"),
    PileState.READING: _l("being read"),
    PileState.READ: _l("read"),
}
SHEET_STATES = {
    SheetState.OPEN: _l("to look at"),
    SheetState.RECORDED: _l("counted"),
    SheetState.STANDING: _l("counted already, the same"),
    SheetState.DIFFERS: _l("counted already, and says something else"),
    SheetState.EMPTY: _l("left blank"),
    SheetState.SET_ASIDE: _l("set aside"),
}
PAGE_STATES = {
    "read": _l("read without a doubt"),
    "of_sheet": _l("read, with doubts"),
    "needs_look": _l("to look at"),
    "duplicate": _l("second picture of a page"),
    "not_ours": _l("not one of our sheets"),
    "unreadable": _l("cannot be read"),
    "blank": _l("blank"),
    "done": _l("dealt with by hand"),
}
"""In the order of the report."""
PAGE_REASONS = {
    "boxes_in_doubt": _l("some boxes are in doubt"),
    "copy_without_number": _l("a photocopy without a number"),
    "code_not_readable": _l("its small codes cannot be read: key the sheet by its number"),
    "codes_and_markers_disagree": _l("two sheets lie on one another: take the picture again"),
    "questionnaire_not_known": _l("a sheet of another installation"),
    "take_again": _l("blurred, cut or too small: take the picture again"),
    "too_few_markers": _l("its corners are missing: take the picture again"),
    "conflicting": _l("the two pictures say different things"),
    "not_a_picture": _l("not a picture"),
    "broken": _l("the file is broken"),
    "locked": _l("the file has a password"),
    "too_large": _l("the picture is too large"),
    "archive_in_archive": _l("an archive within an archive"),
    "heic_not_supported": _l("HEIC pictures cannot be opened here: send JPEG"),
    "empty": _l("the file is empty"),
}
DOUBTS = {
    "to_type": _l("Somebody wrote here: type it as it stands."),
    "frame_not_found": _l("The box itself is hard to see."),
    "between_empty_and_marked": _l("A faint mark, or none?"),
    "scribbled": _l("Something is scribbled over: taken back?"),
    "blacked_out": _l("A box is blacked out: taken back, or chosen?"),
    "two_marks_where_one_is_asked": _l("Two marks where one was asked for."),
    "inkier_than_the_others": _l("This mark is unlike the others of this person."),
    "paper_bleached_and_no_clear_mark": _l("The scan is very pale: a pencil may have vanished."),
    "something_drawn_beside": _l("Something is drawn beside the boxes: does it choose one?"),
    "coloured_over": _l("Coloured over: chosen?"),
    "proposed": _l("A machine read this: compare it with the picture."),
    "two_pictures_differ": _l("Two pictures of this page say different things."),
    "none_marked": _l("Nothing is marked, and an answer is needed."),
    "boxes_in_doubt": _l("Which boxes are marked?"),
}
