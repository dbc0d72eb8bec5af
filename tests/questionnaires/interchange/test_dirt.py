"""Every dirty form is read, with the remarks it deserves, and comes back the same from its own export."""

import pytest

from consultation.questionnaires.interchange.wording import REMARKS
from tests.questionnaires.interchange.books import as_xlsform, read
from tests.questionnaires.interchange.dirt import FORMS, Dirty

EACH = pytest.mark.parametrize("dirty", [pytest.param(form, id=name) for name, form in FORMS.items()])


def test_there_are_enough_of_them() -> None:
    assert len(FORMS) >= 60


@EACH
def test_a_dirty_form_is_read_and_every_repair_told(dirty: Dirty) -> None:
    reading = read(dirty.data, dirty.file)

    remarks = (*reading.repairs, *reading.unsupported)
    assert [question.key for question in reading.definition.questions()] == dirty.keys.split()
    assert " ".join(sorted({remark.code for remark in remarks})) == dirty.codes
    assert all(remark.sheet for remark in remarks)
    assert all(str(REMARKS[remark.code]) % remark.values for remark in remarks)


@EACH
def test_a_form_comes_back_the_same_from_its_export(dirty: Dirty) -> None:
    first = read(dirty.data, dirty.file).definition

    again = read(as_xlsform(first), dirty.file).definition

    assert again == first
