"""Questionnaires of other programs, in and out: bytes in, a definition and a report out; nothing is stored here.

One module a format. What our model has no word for is kept in the `foreign` members of the definition and given
back on export; what was repaired, and what cannot work here, is told with sheet and row.
"""
