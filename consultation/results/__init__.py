"""Numbers brought back onto the plan: counting, suppression of small groups, pages, exports, replies."""
