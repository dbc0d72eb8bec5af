"""Definition, versions, wordings, kinds of question, question bank."""
