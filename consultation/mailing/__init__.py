"""E-mail: messages wait in a table and leave one by one, each once, outside requests."""
