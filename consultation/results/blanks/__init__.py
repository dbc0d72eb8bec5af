"""What the blanks of the plan have become: the question and the numbers that filled them, and who accepted it."""
