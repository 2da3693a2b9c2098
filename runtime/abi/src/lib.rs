//! What both sides of a compiled AGP policy must agree on: tables, layouts, text forms, verdicts.
